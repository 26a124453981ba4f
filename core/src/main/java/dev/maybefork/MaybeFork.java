package dev.maybefork;

import dev.maybefork.internal.engine.Engine;
import dev.maybefork.internal.watch.HeldCallSite;
import dev.maybefork.internal.watch.HeldCallers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fork on blocking: runs ordinary blocking code as a plain call, and makes a thread of it only if
 * it really blocks.
 *
 * {@snippet :
 * Fork<Page> page = maybeFork(() -> cache.load(key));  // a hit returns here, done, as a call would
 * prepareTheRest();                                    // a miss waits in a thread of its own meanwhile
 * render(page.join());
 * }
 *
 * <p>{@code maybeFork(body)} runs {@code body} on the caller's stack. If the body ends without
 * blocking, nothing else happened: no other thread was touched. If it blocks (a lock, a monitor, a
 * queue, a sleep, a socket: all that makes a virtual thread unmount), the <i>rest</i> of the body
 * becomes a virtual thread of its own, the child, and {@code maybeFork} returns at once.
 *
 * <h2>What a body sees</h2>
 *
 * <ul>
 *   <li>It runs as the child from its first instruction: {@link Thread#currentThread()} is the
 *       child, a virtual thread. The caller's {@link ThreadLocal}s are not its own, unless a {@link
 *       ForkContext} carries them over; {@link InheritableThreadLocal}s and the context class
 *       loader are inherited, as by any new thread.
 *   <li>The caller's {@link ScopedValue}s are visible in it, as in a subtask of StructuredTaskScope
 *       (but not where {@link #engineStatus()} says that nothing was opened to the library).
 *   <li>Its stack traces begin at the body, as any thread's.
 *   <li>A monitor or lock that the caller holds is not the body's: a child that needs it blocks, so
 *       it forks. Joining it while still holding that lock is a deadlock.
 *   <li>What it throws is never thrown by {@code maybeFork}: it's in the {@link Fork}, whether it
 *       forked or not.
 *   <li>A forked child is a daemon, as all virtual threads are. Only {@link Fork#join() join} waits
 *       for it.
 *   <li>A body that computes or spins does not fork.
 * </ul>
 *
 * <h2>Interrupts</h2>
 *
 * An interrupt of the caller, at any moment, is still there when {@code maybeFork} returns; one of
 * the child stays with the child. While a body that can't fork any more (see {@link #endFork()})
 * holds its caller, an interrupt of the caller also interrupts the body, as if the caller had
 * called it itself.
 *
 * <p>There is one exception, which the VM leaves no way round: if a platform thread is interrupted
 * in the very instant in which a body on its stack enters {@link Object#wait()} (which {@link
 * Thread#join()} is, since JDK 27 of a virtual thread, too), or at any time while that body waits
 * so pinned to the thread (below a native frame or a class initializer), the body gets the
 * interrupt as an InterruptedException, as it would in a plain call. The caller has it too, unless
 * {@code maybeFork} returns before {@link Thread#interrupt()} does.
 *
 * <p>With the agent an interrupt of the child also ends its read of a stream, or write to one, that
 * waits for a pipe or a terminal, which it would not do to a platform thread: by an {@link
 * java.io.InterruptedIOException}. Nothing has been read or written then, the child stays
 * interrupted, and the call may be made again. Output to {@code System.out} and {@code System.err}
 * goes on.
 *
 * <h2>Threads</h2>
 *
 * All methods may be called by any thread, platform or virtual, and by bodies, to any depth. The
 * engine behind them rests on {@code java.lang.VirtualThread} and {@code
 * jdk.internal.vm.Continuation} of the JDK; the idea is Pierre Baillargeon's {@code maybe_fork}
 * (linux-kernel, 24 February 2007).
 */
public final class MaybeFork {
  private MaybeFork() {}

  /**
   * Runs the body on the caller's stack; the rest of it as a virtual thread if it blocks.
   *
   * {@snippet :
   * Fork<Integer> count = maybeFork(() -> in.read(buffer));
   * }
   *
   * @param <T> the type of the body's result
   * @param body the code to run
   * @return the fork: done if the body ended; not done, or not yet, if it forked
   * @throws NullPointerException if {@code body} is null
   * @throws StackOverflowError if there is not enough stack left to begin; the body has not run
   *     then
   * @throws OutOfMemoryError if there is not enough memory left to begin; the body has not run then
   */
  public static <T extends @Nullable Object> Fork<T> maybeFork(Callable<? extends T> body) {
    Objects.requireNonNull(body, "body");
    Engines.ensureChosen();
    ForkImpl<T> fork = new ForkImpl<>(Contexts.within(Contexts.REGISTERED, body));
    Conditions.start(fork, ForkOn.BLOCKING);
    return fork;
  }

  /**
   * As {@link #maybeFork(Callable)}, with a condition on which the body forks.
   *
   * {@snippet :
   * Fork<Page> page = maybeFork(ForkOn.kinds(BlockKind.SOCKET), () -> cache.load(key));
   * }
   *
   * @param <T> the type of the body's result
   * @param on when it forks
   * @param body the code to run
   * @return the fork
   * @throws NullPointerException if an argument is null
   * @throws StackOverflowError if there is not enough stack left to begin; the body has not run
   *     then
   * @throws OutOfMemoryError if there is not enough memory left to begin; the body has not run then
   */
  public static <T extends @Nullable Object> Fork<T> maybeFork(
      ForkOn on, Callable<? extends T> body) {
    Objects.requireNonNull(on, "on");
    Objects.requireNonNull(body, "body");
    Engines.ensureChosen();
    ForkImpl<T> fork = new ForkImpl<>(Contexts.within(Contexts.REGISTERED, body));
    Conditions.start(fork, on);
    return fork;
  }

  /**
   * As {@link #maybeFork(ForkOn, Callable)}, for a body that returns nothing.
   *
   * @param on when it forks
   * @param body the code to run
   * @return the fork, whose result is null
   * @throws NullPointerException if an argument is null
   * @throws StackOverflowError if there is not enough stack left to begin; the body has not run
   *     then
   * @throws OutOfMemoryError if there is not enough memory left to begin; the body has not run then
   */
  public static Fork<Void> maybeFork(ForkOn on, ForkBody body) {
    Objects.requireNonNull(body, "body");
    return MaybeFork.<Void>maybeFork(on, new BodyCall(body));
  }

  /**
   * As {@link #maybeFork(Callable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @return the fork, whose result is null
   * @throws NullPointerException if {@code body} is null
   * @throws StackOverflowError if there is not enough stack left to begin; the body has not run
   *     then
   * @throws OutOfMemoryError if there is not enough memory left to begin; the body has not run then
   */
  public static Fork<Void> maybeFork(ForkBody body) {
    Objects.requireNonNull(body, "body");
    return MaybeFork.<Void>maybeFork(new BodyCall(body));
  }

  /**
   * Ends the fork potential of the body that calls it, and tells on which side of a fork it is:
   * {@code maybe_fork(0, MAYBE_FORK_END)} of the seed.
   *
   * {@snippet :
   * maybeFork(() -> {
   *     read();                       // may fork
   *     boolean forked = endFork();   // from here on it doesn't
   *     bar();                        // holds the caller if it blocks, unless we have forked
   * });
   * }
   *
   * <p>After it a body that has not forked is a plain call: if it blocks, the caller waits until it
   * goes on. In a body that has forked it changes nothing.
   *
   * @return true if the body has forked, so that its caller goes on beside it; false if the caller
   *     waits for it
   * @throws IllegalStateException if the current thread is not running a body
   */
  public static boolean endFork() {
    return Engines.get().endFork();
  }

  /**
   * Marks a call that may block in native code, where no virtual thread can unmount and no hook of
   * the agent looks: a call through JNI or {@code java.lang.foreign}, say. In a body it counts as a
   * block: the body forks there if it may, and makes the call on a helper thread of the library, so
   * that neither its caller nor a carrier is held. Everywhere else it is a plain call.
   *
   * {@snippet :
   * int status = MaybeFork.blocking(() -> NativeDb.commit(handle));
   * }
   *
   * <p>The call runs in the same thread as the code around it. An interrupt does to it what it does
   * to such a call on a platform thread. There are as many helpers as the system property {@code
   * maybefork.helpers} says, 64 if it doesn't; when all are busy, a call waits its turn. Mark the
   * native call alone: if the code in it parks, the rest of it goes on where the body would.
   *
   * @param <T> the type of the result
   * @param call the call
   * @return its result
   * @throws Exception what the call throws
   * @throws NullPointerException if {@code call} is null
   */
  public static <T extends @Nullable Object> T blocking(Callable<? extends T> call)
      throws Exception {
    Objects.requireNonNull(call, "call");
    Engine engine = Engines.get();
    if (!engine.offload()) {
      return call.call();
    }
    try {
      return call.call();
    } finally {
      engine.leaveOffload();
    }
  }

  /**
   * A factory of virtual threads whose {@link Thread#start()} runs them on the stack of the thread
   * that calls it until they end or block; from then on they are virtual threads like any other.
   * For {@code StructuredTaskScope}, {@link Executors#newThreadPerTaskExecutor} and all else that
   * takes a factory.
   *
   * {@snippet :
   * try (var scope = StructuredTaskScope.open(
   *         Joiner.<Page>allSuccessfulOrThrow(), cf -> cf.withThreadFactory(threadFactory()))) {
   *     scope.fork(() -> cache.load(key));    // runs here and now, and is done if it doesn't block
   *     …
   * }
   * }
   *
   * <p>All that {@link MaybeFork} says about bodies holds for what such a thread runs, but for
   * {@link #endFork()}: it is no body that somebody waits for. Scoped values are inherited where
   * the JDK lets a thread inherit them, which is in StructuredTaskScope. What it throws goes to its
   * handler of uncaught exceptions. A thread that is interrupted before it is started is started as
   * any other. A thread to which its maker gives no name is {@code maybefork} until it forks, and
   * {@code maybefork-} with its number from then on.
   *
   * <p>Where {@link #engineStatus()} says that nothing was opened to the library, the threads are
   * plain virtual threads.
   *
   * @return the factory, which is thread-safe
   */
  public static ThreadFactory threadFactory() {
    return threadFactory(ForkOn.BLOCKING);
  }

  /**
   * As {@link #threadFactory()}, with a condition for its threads. A thread that holds the one that
   * starts it does so within {@link Thread#start()}, which a virtual thread can't leave: it keeps
   * its carrier meanwhile, and the scheduler gets another one for that time if it can.
   *
   * @param on when a thread leaves the stack of the one that starts it
   * @return the factory, which is thread-safe
   * @throws NullPointerException if {@code on} is null
   */
  public static ThreadFactory threadFactory(ForkOn on) {
    return threadFactory(on, Contexts.REGISTERED);
  }

  /**
   * As {@link #threadFactory(ForkOn)}, with what its threads see of the one that makes them.
   *
   * @param on when a thread leaves the stack of the one that starts it
   * @param context captured when a thread is made; instead of those that are {@linkplain
   *     ForkContext#registered registered}
   * @return the factory, which is thread-safe
   * @throws NullPointerException if an argument is null
   */
  public static ThreadFactory threadFactory(ForkOn on, ForkContext context) {
    Objects.requireNonNull(on, "on");
    Objects.requireNonNull(context, "context");
    return Contexts.threadsWithin(context, Conditions.threadFactory(on));
  }

  /**
   * A new executor that runs each task on the stack of the thread that submits it until the task
   * blocks, so <b>a task that computes holds who submits it</b> for as long as it computes; {@link
   * ForkOn#after} limits that: {@code executor(BLOCKING.or(after(ofMillis(1))))}. Each task is a
   * thread of its own, of {@link #threadFactory()}. One that doesn't block is done when {@code
   * submit} or {@code execute} returns.
   *
   * {@snippet :
   * try (ExecutorService executor = MaybeFork.executor()) {
   *     Future<Page> page = executor.submit(() -> cache.load(key));
   *     …
   * }
   * }
   *
   * <p>It keeps all that {@link Executors#newVirtualThreadPerTaskExecutor()} keeps. {@code
   * invokeAll} is a {@link ForkLoop}: tasks that follow each other without blocking share a thread.
   *
   * @return the executor, which is thread-safe; {@link ExecutorService#close() close} or shut it
   *     down after use
   */
  public static ExecutorService executor() {
    Engines.ensureChosen();
    return executor(ForkOn.BLOCKING);
  }

  /**
   * As {@link #executor()}, with a condition for its tasks; see {@link #threadFactory(ForkOn)}.
   *
   * @param on when a task leaves the stack of the thread that submits it
   * @return the executor, which is thread-safe; {@link ExecutorService#close() close} or shut it
   *     down after use
   * @throws NullPointerException if {@code on} is null
   */
  public static ExecutorService executor(ForkOn on) {
    return executor(on, Contexts.REGISTERED);
  }

  /**
   * As {@link #executor(ForkOn)}, with what its tasks see of the thread that submits them.
   *
   * {@snippet :
   * ExecutorService executor = MaybeFork.executor(ForkOn.BLOCKING, mdc);
   * }
   *
   * @param on when a task leaves the stack of the thread that submits it
   * @param context captured when a task is submitted; instead of those that are {@linkplain
   *     ForkContext#registered registered}
   * @return the executor, which is thread-safe; {@link ExecutorService#close() close} or shut it
   *     down after use
   * @throws NullPointerException if an argument is null
   */
  public static ExecutorService executor(ForkOn on, ForkContext context) {
    Objects.requireNonNull(on, "on");
    Objects.requireNonNull(context, "context");
    return new ForkExecutor(on, context);
  }

  /**
   * The calls that have blocked in native code and held the caller of their body, where no hook of
   * the agent could see it: so a body did not fork that might have. They are noticed while they
   * block, from 20 to 30 ms on ({@code -Dmaybefork.heldMillis=20}; 0 turns it off), without a cost
   * for bodies. What computes is not among them, nor what holds its caller as it should: after
   * {@link #endFork()}, say.
   *
   * <p>The system is asked for it, which only Linux answers. Where {@link #engineStatus()} says
   * that children are watched, nothing is noticed.
   *
   * @return a snapshot: one entry for each call and site, those that held callers the longest
   *     first; at most 256 are kept
   */
  public static List<HeldCaller> heldCallers() {
    Engines.ensureChosen();
    return HeldCallers.list().stream().map(MaybeFork::heldCaller).toList();
  }

  private static HeldCaller heldCaller(HeldCallSite held) {
    return new HeldCaller(held.call(), held.site(), held.times(), held.longest(), held.stack());
  }

  /**
   * What has become of all bodies so far: how many ran inline, forked, held their callers. Counting
   * is always on; it costs a body that doesn't block nothing that could be measured.
   *
   * @return a snapshot; also over JMX: {@link ForkStatsMXBean}
   */
  public static ForkStats stats() {
    Engines.ensureChosen();
    return Stats.now();
  }

  /**
   * Does now what the first calls of this library would do: chooses the engine, which takes a tenth
   * of a second or two, and loads what bodies need that block and that don't, in each shape. For a
   * server that is not to be slow with its first request.
   *
   * {@snippet :
   * void main() {
   *     MaybeFork.warmUp();
   *     server.start();
   * }
   * }
   *
   * <p>It runs some bodies, which {@link #stats()} counts. Compilers have seen too little of them
   * to do anything yet.
   *
   * @return which engine serves, for a log
   */
  public static EngineStatus warmUp() {
    WarmUp.run();
    return engineStatus();
  }

  /**
   * Which engine serves in this JVM, and why. The choice is made once, at the first use of this
   * class; what the status says of calls in native code is what is known by now.
   *
   * @return the status
   */
  public static EngineStatus engineStatus() {
    return Engines.status();
  }
}
