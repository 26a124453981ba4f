package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.PlatformThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that stands in for a caller on whose stack a child can't run: it hosts the child, and
 * the caller waits until it is done with that.
 *
 * <p>That wait isn't a block of the caller's code. So a caller that is itself a child in its first
 * slice must not unmount for it, or it would fork: it holds its carrier until the stand-in is done,
 * or itself has to wait for the child to be resumed, which is a block.
 */
final class HandOff implements Runnable {
  private static final ThreadFactory VIRTUAL =
      Thread.ofVirtual().name("maybefork-handoff").inheritInheritableThreadLocals(false).factory();

  /** For callers that hold a carrier: there may be no other for a virtual thread. */
  private static final Executor PLATFORM = PlatformThreads.unbounded("maybefork-handoff-");

  private static final long MIN_PAUSE_NANOS = 20_000;
  private static final long MAX_PAUSE_NANOS = 10_000_000;

  /**
   * How long the caller waits before it looks whether the child is blocked, at first and at most.
   */
  private static final long FIRST_LOOK_NANOS = 1_000_000;

  private static final long LAST_LOOK_NANOS = 100_000_000;

  private final Child child;
  private final Thread thread;
  private final @Nullable Object bindings;
  private final Thread caller = Thread.currentThread();
  private volatile boolean over;
  private volatile boolean gone; // the child has forked: its host may go on with it
  private @Nullable Throwable thrown; // written before over

  // by the caller
  private int tries;
  private int looks;
  private boolean wasBlocked;

  private HandOff(Child child, Thread thread, @Nullable Object bindings) {
    this.child = child;
    this.thread = thread;
    this.bindings = bindings;
  }

  static void start(
      Child child,
      Thread thread,
      @Nullable Object bindings,
      @Nullable Child parent,
      StandInReason reason) {
    Tally.handedOff(reason);
    HandOff handOff = new HandOff(child, thread, bindings);
    if (parent != null && parent.isOpen()) {
      handOff.runWhileHoldingCarrier(parent);
    } else if (handOff.caller.isVirtual() && !Internals.isPinned()) {
      VIRTUAL.newThread(handOff).start();
    } else {
      PLATFORM.execute(handOff);
    }
    handOff.awaitEnd();
  }

  private void runWhileHoldingCarrier(Child parent) {
    parent.countHandOff();
    Internals.pin();
    try {
      PLATFORM.execute(this);
      while (!over && !child.isHeld() && !isGone()) {
        park();
      }
    } finally {
      Internals.unpin();
      parent.countHandOff();
    }
  }

  @Override
  public void run() {
    try {
      boolean ran = SliceHost.host(child, thread, bindings, /* parent= */ null);
      if (!ran) {
        throw new AssertionError("a stand-in holds no monitor");
      }
    } catch (Throwable e) {
      thrown = e;
    }
    over = true;
    if (!gone) {
      LockSupport.unpark(caller);
    }
  }

  private void awaitEnd() {
    while (!over && !isGone()) {
      park();
    }
    child.restoreInterrupt();
    Throwable e = gone ? null : thrown;
    if (e instanceof Error error) { // no switch, which would be linked here
      throw error;
    }
    if (e != null) {
      throw new AssertionError(e);
    }
  }

  /** Whether the caller need not wait any longer. */
  private boolean isGone() {
    if (!gone && child.isTimed()) {
      boolean due = child.nanosLeft() <= 0;
      gone = due && child.forkByTime();
      tries = due ? tries + 1 : 0;
    }
    if (!gone) {
      boolean blocked = child.isBlockedInPlace();
      gone = blocked && looks > 0 && child.forkInPlace(/* isNew= */ !wasBlocked);
      wasBlocked = blocked && looks > 0;
    }
    return gone;
  }

  /** A child that may not fork though its time is over is asked again, ever more seldom. */
  private long nanosToPark() {
    long pause = Math.min(MIN_PAUSE_NANOS << Math.min(tries, 10), MAX_PAUSE_NANOS);
    long lookNanos = Math.min(FIRST_LOOK_NANOS << Math.min(looks++, 10), LAST_LOOK_NANOS);
    return child.isTimed() ? Math.min(Math.max(child.nanosLeft(), pause), lookNanos) : lookNanos;
  }

  private void park() {
    if (child.isStartedByJdk() && (child.isHeld() || child.isTimed())) {
      Internals.parkInStart(this, nanosToPark());
    } else {
      Internals.parkNanos(this, nanosToPark());
    }
    if (Thread.interrupted()) {
      child.interruptCaller();
    }
  }
}
