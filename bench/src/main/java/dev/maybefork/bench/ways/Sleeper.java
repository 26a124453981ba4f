package dev.maybefork.bench.ways;

import java.util.concurrent.Callable;

/**
 * A body that may sleep before its work. Coroutines ask, as they can't sleep but only suspend.
 *
 * @param <T> the type of its result
 */
public interface Sleeper<T> extends Callable<T> {
  /**
   * How long it will sleep.
   *
   * @return milliseconds; 0 if it won't
   */
  long millis();

  /**
   * The work alone.
   *
   * @return the result
   * @throws Exception if it fails
   */
  T work() throws Exception;
}
