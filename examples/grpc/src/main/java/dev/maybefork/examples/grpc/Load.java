package dev.maybefork.examples.grpc;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Calls under way all the time: whenever one is answered the next one begins. */
final class Load {
  /** Odd, so that its multiples reach each product; large, so that no two are neighbours. */
  private static final int STRIDE = 3_001;

  private final Scenario scenario;
  private final List<CatalogClient> clients = new ArrayList<>();
  private final Recorder hitTimes = new Recorder(3);
  private final AtomicLong calls = new AtomicLong();
  private final LongAdder answered = new LongAdder();
  private final Phaser underWay = new Phaser(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean over;

  private Load(int port, Scenario scenario) {
    this.scenario = scenario;
    for (int i = 0; i < scenario.connections(); i++) {
      clients.add(new CatalogClient(port, Runnable::run));
    }
  }

  /**
   * What a server did for a while.
   *
   * @param callsPerSecond of all kinds
   * @param medianMicros of a hit's time
   * @param p99Micros within which 99 of 100 hits were answered
   * @param cpuMicros of the server's processors, for each call
   */
  record Result(double callsPerSecond, double medianMicros, double p99Micros, double cpuMicros) {}

  /** Loads a server for so long. */
  static Result run(ServerProcess server, Scenario scenario, Duration time) throws Exception {
    server.evict();
    Load load = new Load(server.port(), scenario);
    try {
      load.begin();
      Thread.sleep(time.dividedBy(8)); // connects, and finds its pace
      return load.measure(server, time);
    } finally {
      load.stop();
    }
  }

  private void begin() {
    for (int i = 0; i < Scenario.IN_FLIGHT; i++) {
      underWay.register();
      call(clients.get(i % clients.size()));
    }
  }

  private void call(CatalogClient client) {
    long n = calls.getAndIncrement();
    long start = System.nanoTime();
    Scenario.Kind kind = scenario.kind(n);
    CompletableFuture<?> answer =
        switch (kind) {
          case HIT -> client.find((int) (n % Shop.POPULAR));
          case MISS -> client.find(unpopular(n));
          case PRICE -> client.price(0);
        };
    var _ =
        answer.whenComplete((_, e) -> {
          if (kind == Scenario.Kind.HIT) {
            hitTimes.recordValue(System.nanoTime() - start);
          }
          next(client, e);
        });
  }

  private static int unpopular(long n) {
    return Shop.POPULAR + (int) (n * STRIDE % (Shop.COUNT - Shop.POPULAR));
  }

  private void next(CatalogClient client, @Nullable Throwable failed) {
    answered.increment();
    if (failed != null) {
      failure.compareAndSet(null, failed);
    }
    if (over || failed != null) {
      underWay.arriveAndDeregister();
    } else {
      call(client);
    }
  }

  private Result measure(ServerProcess server, Duration time) throws InterruptedException {
    hitTimes.reset();
    answered.reset();
    Duration cpu = server.cpu();
    long start = System.nanoTime();
    Thread.sleep(time);
    long count = answered.sum();
    Duration used = server.cpu().minus(cpu);
    double seconds = (System.nanoTime() - start) / 1e9;
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed", failed);
    }
    Histogram times = hitTimes.getIntervalHistogram();
    return new Result(
        count / seconds,
        times.getValueAtPercentile(50) / 1e3,
        times.getValueAtPercentile(99) / 1e3,
        used.toNanos() / 1e3 / Math.max(1, count));
  }

  private void stop() throws InterruptedException, TimeoutException {
    over = true;
    underWay.awaitAdvanceInterruptibly(underWay.arrive(), 30, SECONDS);
    for (CatalogClient client : clients) {
      client.close();
    }
  }
}
