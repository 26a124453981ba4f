package dev.maybefork;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose items are plain calls until one blocks: the rest of that item becomes a virtual
 * thread of its own, and the caller goes on with the next.
 *
 * {@snippet :
 * Fork<List<Page>> pages = ForkLoop.over(urls).limit(100).map(url -> cache.load(url));
 * }
 *
 * <p>The items start in the order of the iteration, one at a time, on the caller's stack. {@link
 * #run} and {@link #map} return when the last of them has ended or forked; the {@link Fork} they
 * return is done when all have ended. As the whole loop is one body that only a block splits, a
 * loop in which nothing blocks costs about what a plain loop does.
 *
 * <h2>The three styles of the seed</h2>
 *
 * <table>
 *   <caption>Loops of the seed</caption>
 *   <tr><td>one fork, "all work potentially done in a child"
 *       <td>{@code limit(1)}, {@link Exhaustion#LAST_CHILD}
 *   <tr><td>"a limited number; on exhaustion the last child does it all"
 *       <td>{@code limit(n)}, {@link Exhaustion#LAST_CHILD}
 *   <tr><td>"creating further ones as needed"
 *       <td>no limit
 * </table>
 *
 * <h2>Failure, cancellation, interrupts</h2>
 *
 * The first item that throws ends the loop: no new item starts, those that run or are blocked are
 * interrupted, and when they have all ended the fork fails with what that item threw; what the
 * others threw is {@linkplain Throwable#getSuppressed() suppressed} in it. The same happens when
 * the iteration throws, and when the caller is interrupted while it waits at the limit: the failure
 * is an {@link InterruptedException} then, and the caller's interrupt status stays set. {@link
 * Fork#cancel cancel(true)} does it too; the fork is done at once then, as every cancelled fork.
 *
 * <h2>What an item sees</h2>
 *
 * All that {@link MaybeFork} says about bodies holds for items, with one addition: items that
 * follow each other without blocking share a thread, and so its {@link ThreadLocal}s. The interrupt
 * status is not passed on to the next item. {@link MaybeFork#endFork()} is for the one item that
 * calls it.
 *
 * <p>The iteration ({@link Iterable#iterator()}, {@code hasNext}, {@code next}) is done by the same
 * threads, by one at a time, each seeing what the one before did. It is the loop's own work and
 * does not fork: if it blocks, the caller waits for it (not so where the last child has taken the
 * loop with it). Give the fork's {@code forked()} and {@code id()} no more meaning than this:
 * whether any item has forked, and the thread of the first that did.
 *
 * <p>Objects of this class are immutable, and can be used by any thread, any number of times, as
 * far as the iterable can.
 *
 * @param <E> the type of the items
 */
public final class ForkLoop<E extends @Nullable Object> {
  /**
   * What to do with an item.
   *
   * @param <E> the type of the items
   */
  @FunctionalInterface
  public interface ItemBody<E extends @Nullable Object> {
    /**
     * Handles an item.
     *
     * @param item the item
     * @throws Exception anything; it ends the loop and becomes the failure of its fork
     */
    void run(E item) throws Exception;
  }

  /**
   * What to make of an item.
   *
   * @param <E> the type of the items
   * @param <R> the type of the results
   */
  @FunctionalInterface
  public interface ItemFunction<E extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Makes a result of an item.
     *
     * @param item the item
     * @return the result
     * @throws Exception anything; it ends the loop and becomes the failure of its fork
     */
    R apply(E item) throws Exception;
  }

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final Iterable<? extends E> items;
  private final int limit;
  private final Exhaustion exhaustion;
  private final ForkOn on;
  private final ForkContext context;

  private ForkLoop(
      Iterable<? extends E> items,
      int limit,
      Exhaustion exhaustion,
      ForkOn on,
      ForkContext context) {
    this.items = items;
    this.limit = limit;
    this.exhaustion = exhaustion;
    this.on = on;
    this.context = context;
  }

  /**
   * A loop over the items, with no limit. For a stream, give {@code stream::iterator}; it is
   * consumed as the loop goes on, and may be infinite as far as the loop ends by failure.
   *
   * @param <E> the type of the items
   * @param items the items; iterated over once by each {@code run} or {@code map}
   * @return the loop, not started
   * @throws NullPointerException if {@code items} is null
   */
  public static <E extends @Nullable Object> ForkLoop<E> over(Iterable<? extends E> items) {
    Objects.requireNonNull(items, "items");
    Engines.ensureChosen();
    return new ForkLoop<>(items, NO_LIMIT, Exhaustion.WAIT, ForkOn.BLOCKING, Contexts.REGISTERED);
  }

  /**
   * The same loop with at most so many items blocked at once.
   *
   * @param limit the number of items, at least 1
   * @return the loop, not started
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public ForkLoop<E> limit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    return new ForkLoop<>(items, limit, exhaustion, on, context);
  }

  /**
   * The same loop whose items fork on that. The condition is asked of each item by itself: each has
   * its own n-th block, and its own time.
   *
   * @param on when an item forks
   * @return the loop, not started
   * @throws NullPointerException if {@code on} is null
   */
  public ForkLoop<E> forkOn(ForkOn on) {
    Objects.requireNonNull(on, "on");
    return new ForkLoop<>(items, limit, exhaustion, on, context);
  }

  /**
   * The same loop whose items see this of the thread that runs it, instead of what is {@linkplain
   * ForkContext#registered registered}. It is captured once, by {@code run} or {@code map}.
   *
   * @param context what they see
   * @return the loop, not started
   * @throws NullPointerException if {@code context} is null
   */
  public ForkLoop<E> context(ForkContext context) {
    Objects.requireNonNull(context, "context");
    return new ForkLoop<>(items, limit, exhaustion, on, context);
  }

  /**
   * The same loop doing this at its limit, instead of {@link Exhaustion#WAIT}. Without a limit it
   * makes no difference.
   *
   * @param exhaustion what to do
   * @return the loop, not started
   * @throws NullPointerException if {@code exhaustion} is null
   */
  public ForkLoop<E> exhaustion(Exhaustion exhaustion) {
    Objects.requireNonNull(exhaustion, "exhaustion");
    return new ForkLoop<>(items, limit, exhaustion, on, context);
  }

  /**
   * Runs the loop. Returns when each item has ended or forked, or the last child has taken the rest
   * with it.
   *
   * {@snippet :
   * Fork<Void> copies = ForkLoop.over(files).limit(16).run(file -> copy(file));
   * }
   *
   * @param body what to do with an item
   * @return the fork, done when all items have ended
   * @throws NullPointerException if {@code body} is null
   * @throws StackOverflowError if there is not enough stack left to begin; no item has started then
   * @throws OutOfMemoryError if there is not enough memory left to begin; no item has started then
   */
  public Fork<Void> run(ItemBody<? super E> body) {
    Objects.requireNonNull(body, "body");
    ItemFunction<E, @Nullable Void> function =
        item -> {
          body.run(item);
          return null;
        };
    @SuppressWarnings("unchecked") // its result is null
    Fork<Void> fork = (Fork<Void>) (Fork<?>) start(function, /* results= */ null);
    return fork;
  }

  /**
   * Runs the loop and collects the results, in the order of the items. Returns as {@link #run}.
   *
   * {@snippet :
   * List<Long> sizes = ForkLoop.over(paths).map(Files::size).join();
   * }
   *
   * @param <R> the type of the results
   * @param function what to make of an item
   * @return the fork, whose result is an unmodifiable list; it has null where the function returned
   *     null
   * @throws NullPointerException if {@code function} is null
   * @throws StackOverflowError if there is not enough stack left to begin; no item has started then
   * @throws OutOfMemoryError if there is not enough memory left to begin; no item has started then
   */
  public <R extends @Nullable Object> Fork<List<R>> map(
      ItemFunction<? super E, ? extends R> function) {
    Objects.requireNonNull(function, "function");
    @SuppressWarnings("NullAway") // it has results
    Fork<List<R>> fork = this.<R>start(function, new ArrayList<>());
    return fork;
  }

  private <R extends @Nullable Object> Fork<@Nullable List<R>> start(
      ItemFunction<? super E, ? extends R> function, @Nullable List<R> results) {
    return new LoopRun<E, R>(
            items, Contexts.<E, R>itemWithin(context, function), results, limit, exhaustion)
        .start(child -> Conditions.start(child, on));
  }
}
