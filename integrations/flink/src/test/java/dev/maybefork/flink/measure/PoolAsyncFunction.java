package dev.maybefork.flink.measure;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/** The usual way: an executor that runs each look-up, hit or miss, and completes its result. */
final class PoolAsyncFunction extends RichAsyncFunction<Long, Long> {
  private static final long serialVersionUID = 1L;

  /** Where look-ups run. */
  enum Threads {
    POOL,
    VIRTUAL
  }

  private final MapFunction<Long, Long> lookUp;
  private final Threads threads;
  private final int size;
  private transient @Nullable ExecutorService executor;

  PoolAsyncFunction(MapFunction<Long, Long> lookUp, Threads threads, int size) {
    this.lookUp = lookUp;
    this.threads = threads;
    this.size = size;
  }

  @Override
  public void open(OpenContext context) {
    executor =
        threads == Threads.POOL
            ? Executors.newFixedThreadPool(size)
            : Executors.newVirtualThreadPerTaskExecutor();
  }

  @Override
  @SuppressWarnings({"FutureReturnValueIgnored", "NullAway"}) // after open
  public void asyncInvoke(Long in, ResultFuture<Long> result) {
    executor.submit(() -> {
      try {
        result.complete(List.of(lookUp.map(in)));
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
