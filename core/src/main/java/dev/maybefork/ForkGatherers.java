package dev.maybefork;

import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * Gatherers for streams whose functions may block: {@link Gatherers#mapConcurrent} for elements of
 * which most don't.
 *
 * {@snippet :
 * List<Page> pages = urls.stream()
 *     .gather(ForkGatherers.mapConcurrent(100, url -> cache.load(url)))
 *     .toList();
 * }
 *
 * <p>An element whose function doesn't block is mapped by a plain call on the stream's own thread;
 * a thread is made of the rest of those that block. What {@link MaybeFork} says about bodies holds
 * for the function.
 *
 * <p>The gatherers hold no state, and may be used by any thread, any number of times. They work in
 * sequence; in a parallel stream the stages around them may still run in parallel.
 */
public final class ForkGatherers {
  private ForkGatherers() {}

  /**
   * A gatherer that applies the function to at most so many elements at a time, and keeps the order
   * of the elements: a drop-in for {@link Gatherers#mapConcurrent}.
   *
   * <p>As there, so many elements are taken before the first of them has been passed on; if the
   * function throws, that is thrown when it is that element's turn, as it is if it's a {@link
   * RuntimeException}, else as the cause of one; and on a failure, or when no more results are
   * wanted downstream, the elements under way are cancelled, interrupted and waited for. An
   * interrupt of the stream's thread ends no wait; it is kept.
   *
   * @param <T> the type of the elements
   * @param <R> the type of the results
   * @param limit the number of elements, at least 1
   * @param mapper the function
   * @return the gatherer
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws NullPointerException if {@code mapper} is null
   */
  public static <T extends @Nullable Object, R extends @Nullable Object>
      Gatherer<T, ?, R> mapConcurrent(int limit, Function<? super T, ? extends R> mapper) {
    check(limit, mapper);
    return Gatherer.<T, MapRun.InOrder<T, R>, R>ofSequential(
        () -> new MapRun.InOrder<>(limit, mapper),
        Gatherer.Integrator.ofGreedy(MapRun::integrate),
        MapRun::finish);
  }

  /**
   * As {@link #mapConcurrent}, but passing each result on as soon as it's there: one element that
   * takes long does not keep those behind it.
   *
   * <p>Results that come while the stream is busy elsewhere are passed on with the next element. If
   * the function throws, that is thrown when it is noticed so, whatever is under way before it.
   *
   * @param <T> the type of the elements
   * @param <R> the type of the results
   * @param limit the number of elements, at least 1
   * @param mapper the function
   * @return the gatherer
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws NullPointerException if {@code mapper} is null
   */
  public static <T extends @Nullable Object, R extends @Nullable Object>
      Gatherer<T, ?, R> mapConcurrentUnordered(int limit, Function<? super T, ? extends R> mapper) {
    check(limit, mapper);
    return Gatherer.<T, MapRun.AsTheyCome<T, R>, R>ofSequential(
        () -> new MapRun.AsTheyCome<>(limit, mapper),
        Gatherer.Integrator.ofGreedy(MapRun::integrate),
        MapRun::finish);
  }

  private static void check(int limit, Function<?, ?> mapper) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    Objects.requireNonNull(mapper, "mapper");
  }
}
