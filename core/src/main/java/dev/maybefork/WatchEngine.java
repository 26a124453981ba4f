package dev.maybefork;

import java.util.concurrent.ThreadFactory;
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
 *      OPEN -> FORKING   // the caller sees it blocked, and asks the task
 *   FORKING -> FORKED    // it may fork: the caller returns
 *   FORKING -> OPEN      // it may not: the caller waits on
 *      OPEN -> CLOSED    // close, by the child; the caller waits for its end
 *    CLOSED -> OPEN      // reopen, by the child
 * </pre>
 *
 * FORKING lasts for some instructions; the child waits for the outcome before it closes.
 */
final class WatchEngine implements Engine {
  private static final int SPINS = 50;

  /** Some milliseconds later. */
  private static final int FIRST_LOOK_AT_HELD = SPINS + 15;

  private static final long MIN_PAUSE_NANOS = 20_000;
  private static final long MAX_PAUSE_NANOS = 1_000_000;

  private static final ThreadLocal<@Nullable WatchedChild> CURRENT = new ThreadLocal<>();

  private static final class WatchedChild implements Runnable, Potential {
    static final int OPEN = 0;
    static final int FORKED = 1;
    static final int CLOSED = 2;
    static final int FORKING = 3;

    final AtomicInteger phase = new AtomicInteger(OPEN);
    final Task task;
    final Thread caller = Thread.currentThread();
    volatile boolean over;

    // of the caller: what it saw last
    boolean wasBlocked;
    private Thread.@Nullable State lastState;
    @Nullable Object lastBlocker;

    /** It wants to go its own way, and waits for the answer. */
    volatile boolean comesAway;

    /** Odd while this child watches a child of its own, which is no block. */
    volatile int watches;

    WatchedChild(Task task) {
      this.task = task;
    }

    @Override
    public void run() {
      CURRENT.set(this);
      try {
        task.run();
      } finally {
        CURRENT.remove();
        over = true;
        LockSupport.unpark(caller);
      }
    }

    @Override
    public boolean close() {
      while (!phase.compareAndSet(OPEN, CLOSED)) {
        switch (phase.get()) {
          case FORKED -> {
            return true;
          }
          case CLOSED -> {
            return false;
          }
          default -> Thread.yield();
        }
      }
      return false;
    }

    @Override
    public boolean reopen() {
      phase.compareAndSet(CLOSED, OPEN);
      return true;
    }

    @Override
    public void comeAway() {
      if (phase.get() == OPEN) {
        comesAway = true;
        while (comesAway) {
          LockSupport.park(this);
        }
      }
    }

    /** Not surely: two blocks on the same thing are taken for one if it isn't seen to run. */
    @SuppressWarnings("ReferenceEquality") // it's anybody's
    private boolean isNewBlock(Thread child) {
      Thread.State state = child.getState();
      Object blocker = LockSupport.getBlocker(child);
      boolean isNew = !wasBlocked || state != lastState || blocker != lastBlocker;
      wasBlocked = true;
      lastState = state;
      lastBlocker = blocker;
      return isNew;
    }

    /** By the caller, which sees the child blocked, or has waited for it for long enough. */
    boolean forks(Thread child, boolean timeIsOver) {
      Block block = Block.watched(child, isNewBlock(child));
      if (!phase.compareAndSet(OPEN, FORKING)) {
        return false;
      }
      boolean forks = timeIsOver ? task.mayForkNowAt(block) : task.mayForkAt(block);
      if (forks) {
        task.forkedAs(child);
      }
      phase.set(forks ? FORKED : OPEN);
      return forks;
    }

    void startForked(Thread child) {
      phase.set(FORKED);
      Engine.startForked(child, task);
    }

    void answer(Thread child) {
      if (comesAway) {
        comesAway = false;
        LockSupport.unpark(child);
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
  public void start(Task task) {
    StackMargin.ensure();
    boolean forksAtOnce = task.forksAtOnce();
    WatchedChild child = new WatchedChild(task);
    Thread thread = Thread.ofVirtual().unstarted(child);
    thread.setName("maybefork-" + thread.threadId()); // later, it may hold its own monitor
    task.boundTo(thread, child);
    if (forksAtOnce) {
      child.startForked(thread);
      return;
    }
    WatchedChild parent = CURRENT.get();
    try {
      thread.start();
      watch(child, thread, parent);
    } finally {
      HeldChildren.remove(child);
      if (parent != null) {
        parent.watches(false);
      }
    }
  }

  private static void watch(WatchedChild child, Thread thread, @Nullable WatchedChild parent) {
    boolean interrupted = false;
    boolean toForward = false;
    boolean noted = false;
    for (int i = 0; !child.over; i++) {
      boolean timeIsOver = child.task.isTimed() && child.task.nanosLeft() <= 0;
      boolean blocked =
          child.isBlocked(thread) && !child.over; // at its end it seems blocked for a moment
      if ((blocked || timeIsOver) && child.forks(thread, timeIsOver)) {
        break;
      }
      child.wasBlocked &= blocked;
      child.answer(thread);
      if (blocked && i >= FIRST_LOOK_AT_HELD && !noted) {
        noted = true;
        HeldChildren.add(child, thread, Thread.currentThread());
      } else if (!blocked && noted) {
        noted = false;
        HeldChildren.remove(child);
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
    child.lastBlocker = null;
    child.answer(thread);
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
    return child.close();
  }

  @Override
  public @Nullable Task current() {
    WatchedChild child = CURRENT.get();
    return child == null ? null : child.task.unwrapped();
  }

  /** Plain virtual threads stay with their carriers. */
  @Override
  public boolean moveToHelper() {
    return false;
  }

  @Override
  public void leaveHelper() {
    throw new IllegalStateException("it never moved");
  }

  /** Plain virtual threads: nobody can stand by while others start them. */
  @Override
  public ThreadFactory threadFactory(ForkOn on) {
    return Thread.ofVirtual().factory();
  }
}
