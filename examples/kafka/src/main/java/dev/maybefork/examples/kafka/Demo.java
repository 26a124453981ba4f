package dev.maybefork.examples.kafka;

import static java.util.Objects.requireNonNull;

import dev.maybefork.ForkStats;
import dev.maybefork.MaybeFork;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Twelve orders, three of them by customers whom the cache doesn't have. The service answers nobody
 * before the nine others are done: who waits for one before the next waits for ever.
 */
@Command(
    name = "demo",
    description = "Enriches twelve orders, with a broker of its own.",
    mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
  private static final List<String> ORDERED_BY =
      List.of("1", "2", "901", "3", "1", "902", "2", "2", "903", "1", "3", "2");
  private static final List<String> KNOWN = List.of("1", "2", "3");
  private static final int UNKNOWN = 3;
  private static final int LIMIT = 16;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int POLLS = 4;
  private static final String GROUP = "demo";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--bootstrap-servers",
      description = "Brokers that have no topics orders and enriched. Default: one of its own.")
  private @Nullable String servers;

  @Override
  public Integer call() throws Exception {
    CountDownLatch known = new CountDownLatch(ORDERED_BY.size() - UNKNOWN);
    CustomerService.Naming afterAll =
        id -> {
          known.await();
          return CustomersCommand.name(id);
        };
    try (CustomerService service = new CustomerService(afterAll);
        Customers customers = new Customers(service.address(), LIMIT, TIMEOUT)) {
      KNOWN.forEach(id -> customers.put(id, CustomersCommand.name(id)));
      LookUp lookUp = new HitCounter(customers, KNOWN, known);
      if (servers != null) {
        enrich(new Clients(servers), lookUp);
        return ExitCode.OK;
      }
      try (OwnProcess broker = OwnProcess.start("broker")) {
        enrich(new Clients(broker.address()), lookUp);
      }
    }
    return ExitCode.OK;
  }

  private void enrich(Clients clients, LookUp lookUp) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    out.println("engine: " + MaybeFork.warmUp().engine());
    clients.create(1, "orders", "enriched");
    clients.write(
        IntStream.range(0, ORDERED_BY.size())
            .mapToObj(i -> new ProducerRecord<>("orders", "order " + i, ORDERED_BY.get(i))));
    ForkStats before = MaybeFork.stats();
    Handler handler = new Handler(lookUp);
    try (Way.Starter starter = Way.LOOP.open(handler, LIMIT);
        Printing output = new Printing(new TopicOutput(clients.producer(), "enriched"), out)) {
      Consumer<String, String> consumer = clients.consumer(GROUP, Map.of());
      new RecordLoop(consumer, output, handler, starter, POLLS, Duration.ofSeconds(1))
          .run("orders", () -> output.sent() == ORDERED_BY.size());
    }
    ForkStats after = MaybeFork.stats();
    out.printf(
        "plain calls: %d; became threads: %d%n",
        after.inline() - before.inline(), after.forked() - before.forked());
    out.println("committed: offset " + committed(clients));
    out.flush();
  }

  private static long committed(Clients clients) throws Exception {
    try (Admin admin = clients.admin()) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      return requireNonNull(offsets.get(new TopicPartition("orders", 0))).offset();
    }
  }
}
