package dev.maybefork;

/**
 * What a body sees of its caller beside scoped values: logging's MDC, the current trace, the user
 * who is logged in, the locale. All that is kept in thread locals, which a body, being a thread of
 * its own, doesn't share with its caller.
 *
 * {@snippet :
 * ForkContext mdc = () -> {
 *     Map<String, String> captured = MDC.getCopyOfContextMap();    // at the call, by the caller
 *     return () -> {
 *         MDC.setContextMap(captured);                             // in the body, before it begins
 *         return MDC::clear;                                       // in the body, when it ends
 *     };
 * };
 * var registration = ForkContext.register(mdc);                    // from now on, for all bodies
 * }
 *
 * <p>It is captured once for each call: of {@link MaybeFork#maybeFork(ForkBody) maybeFork}, of a
 * scope's {@code fork}, of a loop's {@code run} or {@code map}, for each element of a gatherer, for
 * each task of an executor, and for each thread that a factory makes. It is restored in the body,
 * and undone at the end of it, whether the body forks or not; of a loop, in each item. (A loop's
 * iterator sees the context of none.) So what a body changes is seen neither by its caller nor by
 * the next item.
 *
 * <p>Contexts come from three places. Those that {@link java.util.ServiceLoader} finds, by the
 * class loader of this library, and those that were {@linkplain #register registered} hold for all
 * bodies. A scope, a loop, an executor or a factory that is given one has that alone. A body
 * without any context costs what it did.
 *
 * <p>What {@link #capture} throws is thrown by the call, and nothing has begun then. What {@link
 * Snapshot#restore} or {@link Scope#close} throws, the body throws; if {@code restore} throws, it
 * does not run. Like a body they may block, and fork by that.
 *
 * <p>Implementations are called by any number of threads at the same time. The three steps are
 * those of Micrometer's context propagation, for which there is an implementation in {@code
 * maybefork-micrometer}, and of MicroProfile's.
 */
@FunctionalInterface
public interface ForkContext {
  /**
   * Takes what a body is to see. Called by the caller of the body, on its time: be quick.
   *
   * @return what was taken; it may be restored any number of times, and by several threads at once
   */
  Snapshot capture();

  /** What was taken of a caller. */
  @FunctionalInterface
  interface Snapshot {
    /**
     * Gives it to the current thread, which is that of a body.
     *
     * @return what undoes that
     */
    Scope restore();
  }

  /** Undoes what was done to the thread of a body. */
  @FunctionalInterface
  interface Scope extends AutoCloseable {
    /** Called by the same thread, when the body has ended. */
    @Override
    void close();
  }

  /** A context that was registered, until it is closed. */
  interface Registration extends AutoCloseable {
    /** Bodies that begin from now on don't see it any more. Does nothing the second time. */
    @Override
    void close();
  }

  /**
   * Has all bodies see this, too, unless their scope, loop, executor or factory was given another.
   * For a framework that makes its contexts itself; others name theirs in {@code
   * META-INF/services}.
   *
   * @param context to capture, after those that are there already
   * @return ends it; may be called by any thread
   * @throws NullPointerException if {@code context} is null
   */
  static Registration register(ForkContext context) {
    return Contexts.register(context);
  }

  /**
   * All contexts that {@link java.util.ServiceLoader} finds and that are registered when it
   * captures: what holds for bodies where nothing else is given.
   *
   * @return all of them as one
   */
  static ForkContext registered() {
    return Contexts.REGISTERED;
  }

  /**
   * No context at all, for bodies that shall see nothing of their caller.
   *
   * @return none
   */
  static ForkContext none() {
    return Contexts.NONE;
  }
}
