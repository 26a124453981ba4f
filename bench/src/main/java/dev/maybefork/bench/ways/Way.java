package dev.maybefork.bench.ways;

import java.util.List;
import java.util.concurrent.Callable;

/** A way to run some bodies, and to have all their results, in order. */
public interface Way extends AutoCloseable {
  /**
   * Runs the bodies and waits for all of them.
   *
   * @param <T> the type of their results
   * @param bodies what to run
   * @return their results, in the same order
   * @throws Exception what a body throws
   */
  <T> List<T> all(List<? extends Callable<T>> bodies) throws Exception;

  @Override
  default void close() {}
}
