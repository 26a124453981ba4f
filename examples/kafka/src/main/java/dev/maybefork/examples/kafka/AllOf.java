package dev.maybefork.examples.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many futures as one: the list of their results, in their order.
 *
 * @param parts the futures
 * @param <T> the type of a result
 */
record AllOf<T>(List<Future<T>> parts) implements Future<List<T>> {
  @Override
  public boolean isDone() {
    return parts.stream().allMatch(Future::isDone);
  }

  @Override
  public List<T> get() throws InterruptedException, ExecutionException {
    List<T> results = new ArrayList<>(parts.size());
    for (Future<T> part : parts) {
      results.add(part.get());
    }
    return results;
  }

  @Override
  public List<T> get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    List<T> results = new ArrayList<>(parts.size());
    for (Future<T> part : parts) {
      results.add(part.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
    return results;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = false;
    for (Future<T> part : parts) {
      cancelled |= part.cancel(mayInterruptIfRunning);
    }
    return cancelled;
  }

  @Override
  public boolean isCancelled() {
    return parts.stream().anyMatch(Future::isCancelled);
  }
}
