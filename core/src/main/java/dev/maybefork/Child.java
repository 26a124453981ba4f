package dev.maybefork;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The running side of a fork: the task of the child's thread, and the scheduler by which the JDK
 * resumes it.
 *
 * <p>The phases of a child say whose stack it runs on. Its <i>host</i> is the thread on whose stack
 * the first slice runs: the caller of maybeFork, or a thread that stands in for it ({@link
 * HandOff}).
 *
 * <pre>
 *     OPEN -> FORKED    // blocked: the child goes its own way, the host returns
 *     OPEN -> CLOSED    // endFork, called by the child
 *   CLOSED -> HELD      // blocked: the host waits with it
 *     HELD -> READY     // resumed, by any thread
 *   CLOSED -> READY     // resumed again, after a walk of its stack got in the way
 *    READY -> CLOSED    // the host runs the next slice
 *     HELD -> AWAY      // resumed, but interrupted: it goes on elsewhere, the host waits for its end
 * </pre>
 *
 * Invariants: OPEN and CLOSED are left only by code on the host's stack (the host, or the child on
 * top of it), but for a repeated resume, which does no harm: what isn't runnable isn't run. HELD is
 * left only by a resume. FORKED and AWAY are final. The phase of a child that has ended says
 * nothing.
 *
 * <p>AWAY, because where the VM asks whether a waiting child was interrupted it looks at the
 * platform thread below: a carrier has the child's status, a host keeps its own.
 *
 * <p>A resume reaches {@link #execute} in every phase that isn't final: the JDK's short cuts past a
 * scheduler are taken by carriers of its own pool, and no host is one while it lets the child go.
 */
final class Child implements Executor, Runnable {
  private static final int OPEN = 0;
  private static final int FORKED = 1;
  private static final int CLOSED = 2;
  private static final int HELD = 3;
  private static final int READY = 4;
  private static final int AWAY = 5;

  private volatile int phase;

  /** How many slices lie on the host's stack, this one included. */
  private final int depth;

  // null when the body has ended: threads that the body starts keep this object as their scheduler
  private @Nullable ForkImpl<?> fork;
  private @Nullable Thread thread;

  // set before HELD
  private @Nullable Thread host;
  private volatile boolean awayEnded;

  private final Thread caller = Thread.currentThread();
  private volatile boolean interruptToForward;
  private boolean interruptToRestore; // the caller's own

  Child(ForkImpl<?> fork, int depth) {
    this.fork = fork;
    this.depth = depth;
  }

  /** Makes the child's thread, which inherits from the current one. */
  Thread newThread() {
    Thread child = Internals.newChild(this, this);
    thread = child;
    Objects.requireNonNull(fork).boundTo(child);
    return child;
  }

  /** The child that the current thread is; null if it is none. */
  static @Nullable Child current() {
    Thread current = Thread.currentThread();
    return Internals.scheduler(current) instanceof Child child && child.thread == current
        ? child
        : null;
  }

  @Override
  public void run() {
    ForkImpl<?> running = Objects.requireNonNull(fork);
    try {
      running.run();
    } catch (Throwable e) { // the stack ended outside the body
      running.fail(e);
    }
    fork = null;
    thread = null;
    if (phase == AWAY) {
      awayEnded = true;
      LockSupport.unpark(host);
    }
  }

  /** Ends the fork potential. True if the child is on its own already. */
  boolean endFork() {
    if (phase == OPEN) {
      phase = CLOSED;
    }
    return phase == FORKED;
  }

  /** Whether a block would make it go its own way. */
  boolean isOpen() {
    return phase == OPEN;
  }

  /** Whether it holds its caller by a block. */
  boolean isHeld() {
    return phase == HELD || phase == AWAY;
  }

  /** How many slices lie on the stack that this child runs on; 0 if it has one of its own. */
  int depth() {
    return phase == FORKED || phase == AWAY ? 0 : depth;
  }

  /** By the host, when a slice ended with a block: whether the child goes its own way. */
  boolean forks() {
    Thread child = thread;
    if (phase == OPEN || child == null) { // null: past the end of its body, at the JDK's own doings
      if (child != null) {
        becomeVisible(child);
      }
      phase = FORKED;
      return true;
    }
    host = Thread.currentThread();
    phase = HELD;
    forwardInterrupt();
    if (host != caller) {
      LockSupport.unpark(caller); // which may be holding its carrier, see HandOff
    }
    return false;
  }

  private void becomeVisible(Thread child) {
    Objects.requireNonNull(fork).forkedAs(child);
    try {
      if (child.getName().isEmpty()) {
        child.setName("maybefork-" + child.threadId());
      }
      Internals.register(child);
    } catch (OutOfMemoryError e) {
      // nameless and unlisted, but alive
    }
  }

  /**
   * By the host of a held child: waits until it can go on here; false if it has ended elsewhere.
   */
  boolean awaitResume() {
    while (phase != READY && !awayEnded) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        interruptCaller();
      }
    }
    if (awayEnded) {
      return false;
    }
    phase = CLOSED;
    return true;
  }

  /**
   * The caller is interrupted while it waits. What holds it shall end, as if it had called the body
   * itself; and as that can't throw an InterruptedException at the caller, its status is kept.
   */
  void interruptCaller() {
    interruptToRestore = true;
    interruptToForward = true;
    if (isHeld()) {
      forwardInterrupt();
    }
  }

  private void forwardInterrupt() {
    Thread child = thread;
    if (interruptToForward && child != null) {
      interruptToForward = false;
      child.interrupt();
    }
  }

  /** By the caller, last of all. */
  void restoreInterrupt() {
    if (interruptToRestore) {
      caller.interrupt();
    }
  }

  /** By the host: the child has ended on its stack. */
  void ended() {
    ForkImpl<?> running = fork;
    if (running != null) { // the JDK's own frames below the body took the last of the stack
      fork = null;
      thread = null;
      running.fail(new StackOverflowError("no stack was left for the body"));
    }
  }

  /** The JDK asks for a thread to be continued: this child, or one that its body has started. */
  @Override
  public void execute(Runnable task) {
    Thread child = thread;
    if (child == null || !Internals.continues(task, child) || !resumesOnHost(child)) {
      Internals.defaultScheduler().execute(task);
    }
  }

  private boolean resumesOnHost(Thread child) {
    if (phase == FORKED || phase == AWAY) {
      return false;
    }
    Thread waiting = Objects.requireNonNull(host);
    if (phase == HELD && child.isInterrupted()) {
      phase = AWAY;
      return false;
    }
    phase = READY;
    if (waiting != Thread.currentThread()) {
      LockSupport.unpark(waiting);
    }
    return true;
  }
}
