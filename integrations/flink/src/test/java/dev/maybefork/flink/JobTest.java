package dev.maybefork.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;
import org.apache.flink.streaming.util.retryable.RetryPredicates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs on a real cluster, and what AsyncDataStream promises of them. */
class JobTest {
  private static final int CAPACITY = 8;
  private static final long LAST = 21;
  private static final long MANY = 100_000_000;
  private static Cluster cluster;

  // seen by the tasks, which are copies of what the test made
  private static Semaphore there = new Semaphore(0);
  private static CountDownLatch blocked = new CountDownLatch(1);
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger MOST = new AtomicInteger();
  private static final Map<Long, Integer> ATTEMPTS = new ConcurrentHashMap<>();
  private static final Map<String, Integer> EVENTS = new ConcurrentHashMap<>();

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new Cluster();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.stop();
  }

  @BeforeEach
  void forgetWhatWasSeen() {
    there = new Semaphore(0);
    blocked = new CountDownLatch(1);
    RUNNING.set(0);
    MOST.set(0);
    ATTEMPTS.clear();
    EVENTS.clear();
  }

  private static DataStream<Long> numbers(StreamExecutionEnvironment job, long to) {
    return job.fromSource(
        new NumberSequenceSource(1, to), WatermarkStrategy.noWatermarks(), "numbers");
  }

  private static List<Long> upTo(long to) {
    return LongStream.rangeClosed(1, to).boxed().toList();
  }

  /** Odd ones wait, for a time of their own. */
  private static Long mixed(Long in) throws InterruptedException {
    if (in % 2 == 1) {
      Thread.sleep(in * 7 % 10);
    }
    return in;
  }

  @Test
  void inOrder() throws Exception {
    StreamExecutionEnvironment job = Cluster.job();
    Results<Long> results =
        Results.of(
            AsyncDataStream.orderedWait(
                    numbers(job, 300),
                    MaybeForkAsyncFunction.of(JobTest::mixed),
                    1,
                    TimeUnit.MINUTES,
                    CAPACITY)
                .returns(Long.class));
    cluster.run(job);
    assertThat(results.list()).containsExactlyElementsOf(upTo(300));
  }

  @Test
  void withoutOrderAHitOvertakesAMiss() throws Exception {
    StreamExecutionEnvironment job = Cluster.job();
    Results<Long> results =
        Results.of(
            AsyncDataStream.unorderedWait(
                    numbers(job, CAPACITY),
                    MaybeForkAsyncFunction.of((Long in) -> {
                      if (in == 1) {
                        there.acquire();
                      }
                      return in;
                    }),
                    1,
                    TimeUnit.MINUTES,
                    CAPACITY)
                .returns(Long.class));
    JobID id = cluster.start(job);
    Await.until("all hits are there", () -> results.list().size() == CAPACITY - 1);
    assertThat(results.list()).doesNotContain(1L);
    there.release();
    cluster.awaitEnd(id);
    assertThat(results.list()).containsExactlyInAnyOrderElementsOf(upTo(CAPACITY)).endsWith(1L);
  }

  @Test
  void asManyAtATimeAsTheCapacityAllows() throws Exception {
    StreamExecutionEnvironment job = Cluster.job();
    Results<Long> results =
        Results.of(
            AsyncDataStream.orderedWait(
                    numbers(job, 5 * CAPACITY),
                    MaybeForkAsyncFunction.of((Long in) -> {
                      MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
                      there.acquire();
                      RUNNING.decrementAndGet();
                      return in;
                    }),
                    1,
                    TimeUnit.MINUTES,
                    CAPACITY)
                .returns(Long.class));
    JobID id = cluster.start(job);
    Await.until("the capacity is used", () -> RUNNING.get() == CAPACITY);
    there.release(5 * CAPACITY);
    cluster.awaitEnd(id);
    assertThat(MOST.get()).isEqualTo(CAPACITY);
    assertThat(results.list()).containsExactlyElementsOf(upTo(5 * CAPACITY));
  }

  @Test
  void aTimeoutFailsTheJobUnlessThereIsAFallback() throws Exception {
    assertThatThrownBy(() -> cluster.run(withoutRestart(waiting(), 50)))
        .hasStackTraceContaining("java.util.concurrent.TimeoutException");

    StreamExecutionEnvironment job = Cluster.job();
    Results<Long> results =
        Results.of(
            AsyncDataStream.orderedWait(
                    numbers(job, 3), waiting().onTimeout(in -> -in), 50, TimeUnit.MILLISECONDS)
                .returns(Long.class));
    cluster.run(job);
    assertThat(results.list()).containsExactly(-1L, -2L, -3L);
  }

  /**
   * Fails while its source has more: else Flink itself may fail first, as it talks to the source.
   */
  private static StreamExecutionEnvironment withoutRestart(
      MaybeForkAsyncFunction<Long, Long> lookUp, long timeoutMillis) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment job = Cluster.job(configuration);
    Results.of(
        AsyncDataStream.unorderedWait(
                numbers(job, MANY), lookUp, timeoutMillis, TimeUnit.MILLISECONDS)
            .returns(Long.class));
    return job;
  }

  private static MaybeForkAsyncFunction<Long, Long> waiting() {
    return MaybeForkAsyncFunction.of((Long in) -> {
      there.acquire();
      return in;
    });
  }

  @Test
  void aLookUpThatFailsIsTriedAgain() throws Exception {
    StreamExecutionEnvironment job = Cluster.job();
    var thrice =
        new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<Long>(3, 10)
            .ifException(RetryPredicates.HAS_EXCEPTION_PREDICATE)
            .ifResult((Predicate<Collection<Long>> & Serializable) Collection::isEmpty)
            .build();
    Results<Long> results =
        Results.of(
            AsyncDataStream.orderedWaitWithRetry(
                    numbers(job, LAST).map(JobTest::lastAfterTheOthers).disableChaining(),
                    MaybeForkAsyncFunction.of(JobTest::goodAtLast),
                    1,
                    TimeUnit.MINUTES,
                    CAPACITY,
                    thrice)
                .returns(Long.class));
    cluster.run(job);
    assertThat(results.list()).containsExactlyElementsOf(upTo(LAST));
  }

  /**
   * Holds the last one back until the others need no more attempts: Flink tries none again then.
   */
  private static Long lastAfterTheOthers(Long in) throws InterruptedException {
    if (in == LAST) {
      Await.until(
          "each is tried three times",
          () -> ATTEMPTS.size() == LAST - 1 && ATTEMPTS.values().stream().allMatch(n -> n == 3));
    }
    return in;
  }

  /** The first time it finds nothing, the second it fails; on the way it blocks, or not. */
  private static @Nullable Long goodAtLast(Long in) throws Exception {
    if (in == LAST) {
      return in;
    }
    int attempt = ATTEMPTS.merge(in, 1, Integer::sum);
    if (in % 2 == 0) {
      Thread.sleep(1);
    }
    if (attempt == 2) {
      throw new IOException("try again");
    }
    return attempt == 1 ? null : in;
  }

  @Test
  void aLookUpThatFailsFailsTheJob() {
    MaybeForkAsyncFunction<Long, Long> failing =
        MaybeForkAsyncFunction.of((Long in) -> {
          if (in == 1_000) {
            Thread.sleep(1);
            throw new IOException("no " + in);
          }
          return in;
        });
    assertThatThrownBy(() -> cluster.run(withoutRestart(failing, 60_000)))
        .hasStackTraceContaining("java.io.IOException: no 1000");
  }

  @Test
  void anOpenedLookUpIsClosedAtTheEndOfEachTask() throws Exception {
    StreamExecutionEnvironment job = Cluster.job();
    Results<Long> results =
        Results.of(
            AsyncDataStream.unorderedWait(
                    numbers(job, 40), MaybeForkAsyncFunction.of(new Client()), 1, TimeUnit.MINUTES)
                .setParallelism(2));
    there.release(40);
    cluster.run(job);
    assertThat(results.list()).containsExactlyInAnyOrderElementsOf(upTo(40));
    assertThat(EVENTS).containsEntry("open", 2).containsEntry("close", 2).doesNotContainKey("late");
  }

  @Test
  void cancellingTheJobEndsItsLookUps() throws Exception {
    StreamExecutionEnvironment job = Cluster.job();
    Results.of(
        AsyncDataStream.unorderedWait(
            numbers(job, 40),
            MaybeForkAsyncFunction.of(new Client()),
            1,
            TimeUnit.MINUTES,
            CAPACITY));
    JobID id = cluster.start(job);
    blocked.await();
    Await.until("the capacity is used", () -> RUNNING.get() == CAPACITY);
    cluster.cancel(id);
    Await.until("the task has closed its look-up", () -> EVENTS.containsKey("close"));
    assertThat(RUNNING.get()).as("look-ups that outlived their task").isZero();
    assertThat(EVENTS).containsEntry("interrupted", CAPACITY).doesNotContainKey("late");
  }

  /** A look-up with something to open and close; and a type that Flink can tell. */
  private static final class Client extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;
    private transient boolean open;

    @Override
    public void open(OpenContext context) {
      open = true;
      EVENTS.merge("open", 1, Integer::sum);
    }

    @Override
    public Long map(Long in) throws InterruptedException {
      RUNNING.incrementAndGet();
      blocked.countDown();
      try {
        there.acquire();
        return in;
      } catch (InterruptedException e) {
        EVENTS.merge("interrupted", 1, Integer::sum);
        throw e;
      } finally {
        if (!open) {
          EVENTS.merge("late", 1, Integer::sum);
        }
        RUNNING.decrementAndGet();
      }
    }

    @Override
    public void close() {
      open = false;
      EVENTS.merge("close", 1, Integer::sum);
    }
  }
}
