package dev.maybefork.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.ForkStats;
import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop against a real broker, and a service over a real socket. */
class RecordLoopTest {
  static final int LIMIT = 64;

  private static final Duration LONG = Duration.ofMinutes(3);

  /** A customer whom the service doesn't tell before it is released. */
  private static final String HELD = "held";

  /** A customer for whom the service hangs up before it is released. */
  private static final String DOWN = "down";

  /** A customer for whom the service hangs up twice, and then waits until it is released. */
  private static final String BAD = "bad";

  private static final int POPULAR = 10;

  private final Clients clients = TestBroker.clients();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger askedForHeld = new AtomicInteger();
  private final AtomicInteger askedForBad = new AtomicInteger();
  private CustomerService service;
  private Customers customers;

  @BeforeAll
  static void theEngineIsInline() {
    assertThat(MaybeFork.warmUp().engine()).isEqualTo("inline");
  }

  @BeforeEach
  void open() throws IOException {
    service = new CustomerService(this::name);
    customers = customers(LONG);
  }

  @AfterEach
  void close() throws IOException {
    released.countDown();
    customers.close();
    service.close();
  }

  private String name(String id) throws IOException, InterruptedException {
    if (id.equals(HELD) && askedForHeld.getAndIncrement() == 0) { // the first who asks waits
      released.await();
    }
    if (id.equals(DOWN) && released.getCount() > 0) {
      throw new IOException("hangs up");
    }
    if (id.equals(BAD) && askedForBad.incrementAndGet() < 3) {
      throw new IOException("hangs up");
    }
    if (id.equals(BAD)) {
      released.await();
    }
    return CustomersCommand.name(id);
  }

  private Customers customers(Duration timeout) {
    Customers some = new Customers(service.address(), LIMIT, timeout);
    for (String id : popular(POPULAR)) {
      some.put(id, CustomersCommand.name(id));
    }
    return some;
  }

  /** So many customers whom the cache has. */
  private static List<String> popular(int count) {
    return IntStream.range(0, count).mapToObj(i -> "" + i % POPULAR).toList();
  }

  /** So many, of whom the cache doesn't have every third. */
  private static List<String> mixed(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 3 == 0 ? "new" + i : "" + i % POPULAR)
        .toList();
  }

  private static List<String> with(List<String> ids, int at, String id) {
    return IntStream.range(0, ids.size()).mapToObj(i -> i == at ? id : ids.get(i)).toList();
  }

  private static List<String> names(List<String> ids) {
    return ids.stream().map(CustomersCommand::name).toList();
  }

  @ParameterizedTest
  @EnumSource
  void by_each_way_the_results_are_in_order_and_all_offsets_are_committed(Way way)
      throws Exception {
    Topics topics = Topics.create(clients, 2);
    topics.write(0, mixed(700));
    topics.write(1, popular(300));

    try (Consuming consuming = Consuming.start(topics, customers, way)) {
      consuming.awaitSent(1000);
    }

    assertThat(topics.names()).containsExactly(names(mixed(700)), names(popular(300)));
    assertThat(topics.committed()).isEqualTo(Map.of(0, 700L, 1, 300L));
  }

  /** The service answers nobody before the last hit is done: so each that asks really waits. */
  @Test
  void hits_are_plain_calls_and_misses_fork() throws Exception {
    Topics topics = Topics.create(clients, 1);
    List<String> ids = mixed(90);
    topics.write(0, ids);
    CountDownLatch hits = new CountDownLatch(60);
    try (CustomerService afterHits =
            new CustomerService(id -> {
              hits.await();
              return CustomersCommand.name(id);
            });
        Customers some = new Customers(afterHits.address(), LIMIT, LONG)) {
      popular(POPULAR).forEach(id -> some.put(id, CustomersCommand.name(id)));
      ForkStats before = MaybeFork.stats();
      try (Consuming consuming =
          Consuming.start(topics, new HitCounter(some, popular(POPULAR), hits), Way.LOOP)) {
        consuming.awaitSent(90);
      }
      ForkStats after = MaybeFork.stats();

      assertThat(after.inline() - before.inline()).as("plain calls").isEqualTo(60);
      assertThat(after.forked() - before.forked()).as("forked").isEqualTo(30);
    }
    assertThat(topics.names()).containsExactly(names(ids));
  }

  @ParameterizedTest
  @EnumSource(names = {"LOOP", "PLAIN", "THREADS", "MISSES"})
  void what_precedes_a_failure_is_committed_and_the_rest_of_the_partition_comes_again(Way way)
      throws Exception {
    Topics topics = Topics.create(clients, 2);
    List<String> failing = with(popular(30), 12, BAD);
    topics.write(0, failing);
    topics.write(1, popular(30));

    try (Consuming consuming = Consuming.start(topics, customers, way, inManyPolls("consumer"))) {
      Await.until("it is tried again, twice", () -> askedForBad.get() == 3);
      assertThat(topics.committed()).containsEntry(0, 12L);
      assertThat(topics.names().getFirst()).isEqualTo(names(failing.subList(0, 12)));
      released.countDown();
      consuming.awaitSent(60);
    }

    assertThat(topics.names()).containsExactly(names(failing), names(popular(30)));
    assertThat(topics.committed()).isEqualTo(Map.of(0, 30L, 1, 30L));
  }

  @ParameterizedTest
  @EnumSource(names = {"LOOP", "PLAIN"})
  void an_answer_that_does_not_come_is_a_failure(Way way) throws Exception {
    Topics topics = Topics.create(clients, 1);
    List<String> ids = with(popular(10), 3, HELD);
    topics.write(0, ids);

    try (Customers impatient = customers(Duration.ofMillis(100));
        Consuming consuming = Consuming.start(topics, impatient, way)) {
      consuming.awaitSent(10);
      assertThat(consuming.failures()).isPositive();
    }
    assertThat(topics.names()).containsExactly(names(ids));
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "classic"})
  void what_is_under_way_is_done_and_committed_before_another_consumer_goes_on(String protocol)
      throws Exception {
    Map<String, String> config = inManyPolls(protocol);
    Topics topics = Topics.create(clients, 2);
    List<String> held = with(popular(20), 5, HELD);
    topics.write(0, held);
    topics.write(1, held);

    try (Consuming first = Consuming.start(topics, customers, Way.LOOP, config)) {
      Await.until("one waits", () -> askedForHeld.get() >= 1);
      try (Consuming second = Consuming.start(topics, customers, Way.LOOP, config)) {
        first.awaitWithin("onPartitionsRevoked");
        assertThat(second.sent()).isZero();
        released.countDown();
        first.awaitSent(40);
        Await.until("both have a partition", () -> topics.committed().size() == 2);
        do { // until the second one has a partition
          topics.write(0, popular(1));
          topics.write(1, popular(1));
        } while (second.sent() == 0);
        Await.until("all is done", topics::areDoneOnce);
      }
    }
    for (List<String> names : topics.names()) {
      List<String> more = popular(1);
      assertThat(names.subList(0, 20)).isEqualTo(names(held));
      assertThat(names.subList(20, names.size())).containsOnly(names(more).getFirst());
    }
    assertThat(topics.areDoneOnce()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "classic"})
  void a_partition_that_rests_may_become_another_consumers(String protocol) throws Exception {
    Map<String, String> config = config(protocol);
    Topics topics = Topics.create(clients, 2);
    List<String> failing = with(popular(10), 3, DOWN);
    topics.write(0, failing);
    topics.write(1, failing);

    try (Consuming first = Consuming.start(topics, customers, Way.LOOP, config)) {
      Await.until("both rest", () -> topics.committed().equals(Map.of(0, 3L, 1, 3L)));
      try (Consuming second = Consuming.start(topics, customers, Way.LOOP, config)) {
        Await.until("it has one of them", () -> second.failures() > 3 || !first.goesOn());
        released.countDown();
        Await.until("all is done", () -> topics.areDoneOnce() || !first.goesOn());
      }
    }
    assertThat(topics.names()).containsExactly(names(failing), names(failing));
  }

  private static Map<String, String> config(String protocol) {
    Map<String, String> config = new HashMap<>(TestBroker.AT_ONCE);
    config.put("group.protocol", protocol);
    if (protocol.equals("classic")) { // for the other one the broker says it
      config.put("heartbeat.interval.ms", "100");
    }
    return config;
  }

  private static Map<String, String> inManyPolls(String protocol) {
    Map<String, String> config = config(protocol);
    config.put("max.poll.records", "5");
    return config;
  }

  /** It learns of that by its next heartbeat: no revocation comes before. */
  @Test
  void what_another_consumer_has_taken_over_is_left_to_it() throws Exception {
    Map<String, String> config = config("classic");
    Topics topics = Topics.create(clients, 1);
    List<String> ids = with(popular(20), 5, HELD);
    topics.write(0, ids);

    try (Consuming first = Consuming.start(topics, customers, Way.LOOP, config)) {
      Await.until("one waits", () -> askedForHeld.get() == 1);
      removeMembers(topics);
      first.awaitWithin("onPartitionsLost");
      try (Consuming second = Consuming.start(topics, customers, Way.LOOP, config)) {
        second.awaitSent(20);
      }
      released.countDown();
    }
    assertThat(topics.names()).containsExactly(names(ids));
    assertThat(topics.committed()).isEqualTo(Map.of(0, 20L));
  }

  /** A plain loop waits in the middle of its poll, so it can't learn of it. */
  @Test
  void a_commit_that_comes_too_late_loses_nothing_and_ends_nothing() throws Exception {
    Map<String, String> config = config("classic");
    Topics topics = Topics.create(clients, 1);
    List<String> ids = with(popular(20), 5, HELD);
    topics.write(0, ids);

    try (Consuming first = Consuming.start(topics, customers, Way.PLAIN, config)) {
      Await.until("one waits", () -> askedForHeld.get() == 1);
      removeMembers(topics);
      try (Consuming second = Consuming.start(topics, customers, Way.LOOP, config)) {
        second.awaitSent(20);
      }
      released.countDown();
      first.awaitSent(20);
      topics.write(0, mixed(3));
      first.awaitSent(23);
      assertThat(first.goesOn()).isTrue();
    }
    assertThat(topics.names().getFirst())
        .containsAll(names(ids))
        .endsWith(names(mixed(3)).getLast());
    assertThat(topics.committed()).isEqualTo(Map.of(0, 23L));
  }

  private static void removeMembers(Topics topics) throws Exception {
    TestBroker.admin()
        .removeMembersFromConsumerGroup(topics.group(), new RemoveMembersFromConsumerGroupOptions())
        .all()
        .get();
  }

  /** As if the process had ended between the two. */
  @Test
  void what_was_written_and_not_committed_is_written_again() throws Exception {
    Topics topics = Topics.create(clients, 1);
    topics.write(0, mixed(30));
    Handler handler = new Handler(customers);
    try (Way.Starter starter = Way.LOOP.open(handler, LIMIT);
        Output output = new WrittenThenFails(topics)) {
      Consumer<String, String> consumer = clients.consumer(topics.group(), TestBroker.AT_ONCE);
      RecordLoop loop =
          new RecordLoop(consumer, output, handler, starter, 1, Duration.ofMillis(20));
      assertThatThrownBy(() -> loop.run(topics.input(), () -> false))
          .isInstanceOf(KafkaException.class)
          .hasMessage("the machine has failed");
    }
    List<String> before = topics.names().getFirst();
    assertThat(before).isNotEmpty();
    assertThat(topics.committed()).isEmpty();

    try (Consuming next = Consuming.start(topics, customers, Way.LOOP)) {
      next.awaitSent(30);
    }
    assertThat(topics.names().getFirst())
        .startsWith(names(mixed(before.size())).toArray(String[]::new));
    assertThat(topics.names().getFirst().subList(before.size(), before.size() + 30))
        .isEqualTo(names(mixed(30)));
    assertThat(topics.committed()).isEqualTo(Map.of(0, 30L));
  }

  private static final class WrittenThenFails implements Output {
    private final TopicOutput output;

    WrittenThenFails(Topics topics) {
      output = new TopicOutput(topics.clients().producer(), topics.output());
    }

    @Override
    public void send(ConsumerRecord<String, String> record, String value) {
      output.send(record, value);
    }

    @Override
    public void flush() {
      output.flush();
      throw new KafkaException("the machine has failed");
    }

    @Override
    public void close() {
      output.close();
    }
  }

  @Test
  void an_error_ends_the_loop_and_commits_nothing_of_its_poll() throws Exception {
    Topics topics = Topics.create(clients, 1);
    topics.write(0, popular(5));
    LookUp wrong =
        new LookUp() {
          @Override
          public @Nullable String cached(String id) {
            throw new AssertionError("a loop asks once");
          }

          @Override
          public String find(String id) {
            throw new AssertionError("a bug");
          }
        };

    Consuming consuming = Consuming.start(topics, wrong, Way.LOOP);

    assertThatThrownBy(consuming::awaitEnd)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(AssertionError.class)
        .hasRootCauseMessage("a bug");
    assertThat(topics.committed()).isEmpty();
    assertThat(topics.names()).containsExactly(List.of());
  }
}
