package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.watch.HeldCallers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A child of the {@link WatchEngine}: what its thread runs, and what its caller has seen of it.
 *
 * <pre>
 *      OPEN -> FORKING   // the caller sees it blocked, and asks the task
 *   FORKING -> FORKED    // it may fork: the caller returns
 *   FORKING -> OPEN      // it may not: the caller waits on
 *      OPEN -> CLOSED    // close, by the child; the caller waits for its end
 *    CLOSED -> OPEN      // open, by the child
 *    CLOSED -> FORKING   // an error has thrown the caller out: it is on its own from now on
 *      OPEN -> ENDED     // at its end; so from CLOSED
 * </pre>
 *
 * FORKING lasts for some instructions, and ends whatever is thrown there: the child waits for the
 * outcome before it closes or ends.
 */
final class WatchedChild implements Runnable, ForkGate {
  private static final int OPEN = 0;
  private static final int FORKED = 1;
  private static final int CLOSED = 2;
  private static final int FORKING = 3;
  private static final int ENDED = 4;

  private static final ThreadLocal<@Nullable WatchedChild> CURRENT = new ThreadLocal<>();

  private final AtomicInteger phase = new AtomicInteger(OPEN);
  private final Task task;
  private final Thread caller = Thread.currentThread();
  private final @Nullable BodyRecord record = Flight.recordsBodies() ? new BodyRecord() : null;
  private volatile boolean over;

  // of the caller: what it saw last
  private boolean wasBlocked;
  private Thread.@Nullable State lastState;
  private @Nullable Object lastBlocker;

  /** It wants to fork, and waits for the answer. */
  private volatile boolean asksToFork;

  /** Odd while this child watches a child of its own, which is no block. */
  private volatile int watches;

  WatchedChild(Task task) {
    this.task = task;
  }

  /** The child that the current thread is; null if it is none. */
  static @Nullable WatchedChild current() {
    return CURRENT.get();
  }

  Task task() {
    return task;
  }

  // the child's own

  @Override
  public void run() {
    CURRENT.set(this);
    try {
      task.run();
    } finally {
      CURRENT.remove();
      countEnd();
      over = true;
      LockSupport.unpark(caller);
    }
  }

  private void countEnd() {
    while (true) {
      int now = phase.get();
      if (now == FORKED) {
        Tally.forkedEnded();
        return;
      }
      if (now != FORKING && phase.compareAndSet(now, ENDED)) {
        HeldCallers.countEnd();
        return;
      }
      Thread.yield();
    }
  }

  @Override
  public boolean close() {
    while (!phase.compareAndSet(OPEN, CLOSED)) {
      int now = phase.get();
      if (now == FORKED || now == CLOSED) {
        return now == FORKED;
      }
      Thread.yield();
    }
    return false;
  }

  @Override
  public boolean open() {
    phase.compareAndSet(CLOSED, OPEN);
    return true;
  }

  @Override
  public void forkNow() {
    if (phase.get() == OPEN) {
      asksToFork = true;
      while (asksToFork) {
        LockSupport.park(this);
      }
    }
  }

  /** Before and after this child watches a child of its own, unless that holds it by a block. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only this child's own thread writes it
  void watches(boolean on) {
    if ((watches & 1) == 1 != on) {
      watches++;
    }
  }

  // by its caller

  void startForked(Thread child) {
    phase.set(FORKED);
    Tally.forked(BlockEvent.NO_KIND);
    if (record != null) {
      record.forks(/* block= */ null, child, /* runs= */ false);
    }
    Engine.startForked(child, task);
  }

  /** It has ended or forked. Called last of all. */
  void commit() {
    if (record != null) {
      record.commit();
    }
  }

  boolean isOver() {
    return over;
  }

  boolean isTimeOver() {
    return task.isTimed() && task.nanosLeft() <= 0;
  }

  boolean isBlocked(Thread child) {
    int before = watches;
    Thread.State state = child.getState(); // no switch, which would load a class
    boolean blocked =
        state == Thread.State.BLOCKED
            || state == Thread.State.WAITING
            || state == Thread.State.TIMED_WAITING;
    boolean counts = (before & 1) == 0 && watches == before;
    return blocked && counts && !over; // at its end it seems blocked for a moment
  }

  /** Whether it forks: it was seen blocked, or has been waited for long enough. */
  boolean forks(Thread child, boolean timeIsOver) {
    BlockEvent block = BlockEvent.watched(child, isNewBlock(child));
    if (!phase.compareAndSet(OPEN, FORKING)) {
      return false;
    }
    boolean forks = false;
    try {
      forks = timeIsOver ? task.mayForkNowAt(block) : task.mayForkAt(block);
      if (forks) {
        Tally.forked(block.kind());
        if (record != null) {
          record.forks(block, child, /* runs= */ timeIsOver);
        }
        task.onFork(child);
      }
    } finally {
      phase.set(forks ? FORKED : OPEN);
    }
    return forks;
  }

  /** An error has thrown its caller out while it watched: nobody will answer it any more. */
  void leftAlone(Thread child) {
    if (phase.compareAndSet(OPEN, FORKING) || phase.compareAndSet(CLOSED, FORKING)) {
      Tally.forked(BlockEvent.NO_KIND);
      phase.set(FORKED);
    }
    answer(child);
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

  /** It has held its caller for some time, by what it's seen to wait for now. */
  void held(Thread child) {
    BlockEvent block = BlockEvent.watched(child, /* isNew= */ true);
    Tally.held(block.kind());
    if (record != null) {
      record.holds(block);
    }
  }

  /** It goes on, or has ended. */
  void goesOn() {
    if (record != null) {
      record.goesOn();
    }
  }

  /** After each look. */
  void looked(Thread child, boolean blocked) {
    wasBlocked &= blocked;
    answer(child);
  }

  /** After the last look. */
  void lookedLast(Thread child) {
    lastBlocker = null;
    answer(child);
  }

  private void answer(Thread child) {
    if (asksToFork) {
      asksToFork = false;
      LockSupport.unpark(child);
    }
  }
}
