package dev.maybefork.examples.kafka;

import dev.maybefork.ForkLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The ways to handle the records of a poll. The results are in the order of the records. */
enum Way {
  /** A record is a plain call until it blocks. */
  LOOP("ForkLoop"),
  /** One record after the other. */
  PLAIN("plain loop"),
  /** A virtual thread for each record. */
  THREADS("virtual thread a record"),
  /** Code that knows what waits: it asks the cache first, and starts threads for misses alone. */
  MISSES("virtual thread a miss"),
  /** As many threads as may wait at once. */
  POOL("fixed pool");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Begins to handle records, and returns as soon as it can. */
  interface Starter extends AutoCloseable {
    Future<List<Result>> start(Iterable<ConsumerRecord<String, String>> records);

    /** Ends the threads. */
    @Override
    default void close() {}
  }

  /**
   * The way, made ready.
   *
   * @param handler what to do with a record
   * @param limit how many records of a poll may wait at once
   */
  Starter open(Handler handler, int limit) {
    return switch (this) {
      case LOOP -> records -> ForkLoop.over(records).limit(limit).map(handler::handle);
      case PLAIN -> records -> plainly(records, handler);
      case THREADS -> new Submitting(Executors.newVirtualThreadPerTaskExecutor(), handler, false);
      case MISSES -> new Submitting(Executors.newVirtualThreadPerTaskExecutor(), handler, true);
      case POOL -> new Submitting(Executors.newFixedThreadPool(limit), handler, false);
    };
  }

  private static Future<List<Result>> plainly(
      Iterable<ConsumerRecord<String, String>> records, Handler handler) {
    List<Result> results = new ArrayList<>();
    try {
      for (ConsumerRecord<String, String> record : records) {
        results.add(handler.handle(record));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.completedFuture(results);
  }

  /** Gives each record to an executor, or each that is not cached. */
  private record Submitting(ExecutorService executor, Handler handler, boolean missesOnly)
      implements Starter {
    @Override
    public Future<List<Result>> start(Iterable<ConsumerRecord<String, String>> records) {
      List<Future<Result>> futures = new ArrayList<>();
      for (ConsumerRecord<String, String> record : records) {
        @Nullable Result cached = missesOnly ? handler.handleCached(record) : null;
        futures.add(
            cached == null
                ? executor.submit(() -> handler.handle(record))
                : CompletableFuture.completedFuture(cached));
      }
      return new AllOf<>(futures);
    }

    @Override
    public void close() {
      executor.close();
    }
  }
}
