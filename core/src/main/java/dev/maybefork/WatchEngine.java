package dev.maybefork;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The hand-off engine for a JDK that isn't open to us, or that we don't know: it uses the public
 * API only. The child is a plain virtual thread, and its caller looks at its {@link
 * Thread#getState()} until that is a blocked one. Slow, and it may miss a short block; never wrong.
 *
 * <p>What it can't do: the caller's scoped values aren't visible in the body.
 *
 * <pre>
 *   OPEN -> FORKED    // the caller saw it blocked, and returns
 *   OPEN -> CLOSED    // endFork, called by the child; the caller waits for its end
 * </pre>
 */
final class WatchEngine implements Engine {
  private static final int SPINS = 50;
  private static final long MIN_PAUSE_NANOS = 20_000;
  private static final long MAX_PAUSE_NANOS = 1_000_000;

  private static final ThreadLocal<@Nullable WatchedChild> CURRENT = new ThreadLocal<>();

  private static final class WatchedChild implements Runnable {
    static final int OPEN = 0;
    static final int FORKED = 1;
    static final int CLOSED = 2;

    final AtomicInteger phase = new AtomicInteger(OPEN);
    final ForkImpl<?> fork;
    final Thread caller = Thread.currentThread();
    volatile boolean over;

    /** Odd while this child watches a child of its own, which is no block. */
    volatile int watches;

    WatchedChild(ForkImpl<?> fork) {
      this.fork = fork;
    }

    @Override
    public void run() {
      CURRENT.set(this);
      try {
        fork.run();
      } finally {
        CURRENT.remove();
        over = true;
        LockSupport.unpark(caller);
      }
    }

    boolean isBlocked(Thread child) {
      int before = watches;
      return switch (child.getState()) {
        case BLOCKED, WAITING, TIMED_WAITING -> (before & 1) == 0 && watches == before;
        default -> false;
      };
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only this child's own thread writes it
    void watches(boolean on) {
      if ((watches & 1) == 1 != on) {
        watches++;
      }
    }
  }

  @Override
  public void start(ForkImpl<?> fork) {
    WatchedChild child = new WatchedChild(fork);
    Thread thread = Thread.ofVirtual().unstarted(child);
    fork.boundTo(thread);
    WatchedChild parent = CURRENT.get();
    try {
      thread.start();
      watch(child, thread, parent);
    } finally {
      if (parent != null) {
        parent.watches(false);
      }
    }
  }

  private static void watch(WatchedChild child, Thread thread, @Nullable WatchedChild parent) {
    boolean interrupted = false;
    boolean toForward = false;
    for (int i = 0; !child.over; i++) {
      boolean blocked =
          child.isBlocked(thread) && !child.over; // at its end it seems blocked for a moment
      if (blocked && child.phase.compareAndSet(WatchedChild.OPEN, WatchedChild.FORKED)) {
        thread.setName("maybefork-" + thread.threadId());
        child.fork.forkedAs(thread);
        break;
      }
      if (blocked && toForward) {
        toForward = false;
        thread.interrupt(); // see Child.interruptCaller
      }
      if (parent != null) {
        parent.watches(!blocked); // a child that holds its parent by a block blocks it
      }
      pause(i);
      if (Thread.interrupted()) {
        interrupted = true;
        toForward = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(int i) {
    if (i < SPINS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(Math.min(MIN_PAUSE_NANOS << Math.min(i - SPINS, 10), MAX_PAUSE_NANOS));
    }
  }

  @Override
  public boolean endFork() {
    WatchedChild child = CURRENT.get();
    if (child == null) {
      throw Engine.notInBody();
    }
    return !child.phase.compareAndSet(WatchedChild.OPEN, WatchedChild.CLOSED)
        && child.phase.get() == WatchedChild.FORKED;
  }
}
