package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.watch.HeldCallers;
import dev.maybefork.internal.watch.WatchedSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a child: whose stack it runs on, and whether it may leave that. All transitions are
 * here. The <i>host</i> is the thread on whose stack the first slice runs: the caller of maybeFork,
 * or a thread that stands in for it ({@link HandOff}).
 *
 * <pre>
 *        NEW -> OPEN       // Thread.start, of a thread of EagerThreads; other children begin OPEN
 *        NEW -> FORKED     // the same, interrupted before: it starts as any thread
 *       OPEN -> FORKED     // it blocks: the child goes on by itself, the host returns
 *       OPEN -> CLOSED     // close, by the child (endFork)
 *     CLOSED -> OPEN       // open, by the child (the next item of a loop)
 *     CLOSED -> HOLDING    // it blocks: the host waits with it
 *       OPEN -> HOLDING    // it blocks, and its task doesn't let it fork
 *    HOLDING -> RUNNABLE   // resumed, by any thread
 *     CLOSED -> RUNNABLE   // resumed again, after a walk of its stack got in the way; so from OPEN
 *   RUNNABLE -> CLOSED     // the host runs the next slice; OPEN if it was that when it blocked
 *    HOLDING -> FORKED     // its time is over: by its caller, as from OPEN; the host lets it go
 *    HOLDING -> MIGRATED   // resumed, but interrupted: a Deputy of the host runs it from here on
 *   MIGRATED -> FORKED     // it blocks there, or its time is over: the host lets it go
 *   MIGRATED -> HOLDING    // it blocks there, and its task doesn't let it fork
 *   RUNNABLE -> FORKED     // its time is over: the host gives it to the scheduler
 * </pre>
 *
 * FORKED is final. The phase of a child that has ended says nothing. Only code on the host's stack,
 * the host itself or the child on top of it, leaves OPEN or CLOSED. Exceptions: a duplicate resume,
 * which is harmless, as what isn't runnable isn't run; and a shared child, of which all transitions
 * are under a lock. HOLDING is left only by a resume, or when the time is over; a child that runs
 * in it has been offloaded, for one call ({@link OffloadPool}).
 *
 * <p>Why MIGRATED: {@code Object.wait} checks the interrupt status of the platform thread below. A
 * host keeps its own status there; a deputy has none, so it takes the child's.
 */
abstract class ChildPhase extends WatchedSlice implements ForkGate {
  private static final byte OPEN = 0;
  private static final byte FORKED = 1;
  private static final byte CLOSED = 2;
  private static final byte HOLDING = 3;
  private static final byte RUNNABLE = 4;
  private static final byte MIGRATED = 5;
  private static final byte NEW = 6;

  private static final VarHandle PHASE;
  private static final VarHandle LOCKED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PHASE = lookup.findVarHandle(ChildPhase.class, "phase", byte.class);
      LOCKED = lookup.findVarHandle(ChildPhase.class, "locked", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile byte phase;

  /** How many slices lie on the host's stack, this one included. */
  private byte depth;

  private final boolean timed;

  /**
   * Its phase is changed by its caller too, so by nobody without the lock: that of a timed task, or
   * of one that another thread hosts.
   */
  private boolean shared;

  private volatile int locked;
  private boolean taskEnded;

  // set before HOLDING; the latter also by the child while it is offloaded or has migrated
  private @Nullable Thread host;
  private byte phaseWhenHeld;
  private volatile boolean hostWaits;
  private volatile boolean endedElsewhere;

  /** A child that begins OPEN or, if the JDK starts it, NEW. */
  ChildPhase(boolean timed, boolean startedByJdk) {
    this.timed = timed;
    if (startedByJdk) {
      this.phase = NEW;
    }
  }

  /** Whether it forks at this block; if so, it is told of that. Called with the lock held. */
  abstract boolean forksAt(BlockEvent block, boolean timeIsOver);

  /** Whether it is past its task, at the JDK's own doings. */
  abstract boolean isPastTask();

  /** The block for which it has just unmounted; null if there's no memory to ask about it. */
  abstract @Nullable BlockEvent unmounting();

  /** It doesn't fork at this block. */
  abstract void holds(@Nullable BlockEvent block);

  /** It has forked before this block. */
  void leavesHost() {}

  /** The task has ended, and had forked. Called by the child. */
  void endsForked() {
    Tally.forkedEnded();
  }

  // before the first slice, by the caller

  void startsAt(int depth) {
    this.depth = (byte) depth;
    this.shared = timed;
  }

  /** Another thread will host it. */
  void startsOnStandIn() {
    startsAt(/* depth= */ 1);
    this.shared = true;
  }

  /** NEW -> OPEN. */
  void startsOpen() {
    phase = OPEN;
  }

  void startsForked() { // NEW -> FORKED
    phase = FORKED;
  }

  // the gate, by the child

  @Override
  public boolean close() {
    return setGate(CLOSED) == FORKED;
  }

  @Override
  public boolean open() {
    return setGate(OPEN) != MIGRATED;
  }

  /**
   * Without a fence: who acts upon it does so on the same stack, after the child has unmounted, or
   * under the lock. Others only look at it for a diagnosis.
   */
  private byte setGate(byte gate) {
    if (shared) {
      Internals.ensureStack(); // an overflow must not leave the lock behind
    }
    lock();
    byte now = phase;
    if (now == HOLDING || now == MIGRATED) { // offloaded, or on a deputy: the host still waits
      phaseWhenHeld = gate;
    } else if (now != FORKED) {
      PHASE.setRelease(this, gate);
    }
    unlock();
    return now;
  }

  @Override
  public void forkNow() {
    Thread.yield();
  }

  /** For some instructions, by threads that run: so it spins. A monitor would be a block. */
  private void lock() {
    while (shared && !LOCKED.compareAndSet(this, 0, 1)) {
      Thread.onSpinWait();
    }
  }

  private void unlock() {
    if (shared) {
      locked = 0;
    }
  }

  // questions, by anybody

  /** Whether it may have to fork at any time. */
  boolean isTimed() {
    return timed;
  }

  boolean isNew() {
    return phase == NEW;
  }

  /** Whether a block would make it fork. */
  @Override
  public boolean isOpen() {
    return phase == OPEN;
  }

  /** Whether it holds its caller by a block. */
  boolean isHeld() {
    int now = phase;
    return now == HOLDING || now == MIGRATED;
  }

  boolean isMigrated() {
    return phase == MIGRATED;
  }

  boolean isForked() {
    return phase == FORKED;
  }

  /** Whether it may leave the stack that it is on, or is on its own. */
  boolean mayLeave() {
    return phase != CLOSED;
  }

  /** How many slices lie on the stack that this child runs on; 0 if it has one of its own. */
  int depth() {
    return phase == FORKED || isHeld() ? 0 : depth;
  }

  /** OPEN or CLOSED, wherever it is. RUNNABLE is also the phase of one that was resumed twice. */
  private byte gate() {
    return isHeld() || phase == RUNNABLE ? phaseWhenHeld : phase;
  }

  // a block

  /**
   * A slice ended with a block. Called by the host or its deputy, in the window.
   *
   * @return true if the child forks, false if it holds its caller
   */
  boolean forkOrHold() {
    lock();
    try {
      if (phase == FORKED) {
        leavesHost();
        return true;
      }
      if (isPastTask()) { // which ended in place
        HeldCallers.countEnd();
        return letGo();
      }
      BlockEvent block = unmounting();
      if (block != null && gate() == OPEN && forksAt(block, /* timeIsOver= */ false)) {
        return letGo();
      }
      holds(block);
      if (phase != MIGRATED) {
        host = Thread.currentThread();
        phaseWhenHeld = gate();
      }
      phase = HOLDING;
      return false;
    } finally {
      unlock();
    }
  }

  /** A host that waits for it need not any more. Always true. */
  private boolean letGo() {
    phase = FORKED;
    if (hostWaits) {
      LockSupport.unpark(host);
    }
    return true;
  }

  /**
   * Whether the child has forked now, blocked or not. Called by the caller of a shared child, which
   * is pinned meanwhile: who holds a spin lock must run.
   */
  boolean forkFromOutside(BlockEvent block, boolean timeIsOver) {
    Internals.pin();
    lock();
    try {
      if (gate() != OPEN || taskEnded || !forksAt(block, timeIsOver)) {
        return false;
      }
      return letGo();
    } finally {
      unlock();
      Internals.unpin();
    }
  }

  // a resume

  /** HOLDING -> RUNNABLE, or -> MIGRATED if it is interrupted. Called by who resumes it. */
  Resumed resume(Thread child) {
    lock();
    try {
      if (phase == FORKED) {
        return Resumed.FORKED;
      }
      boolean migrates = phase == MIGRATED || (phase == HOLDING && child.isInterrupted());
      if (!migrates) {
        phaseWhenHeld = gate();
      }
      phase = migrates ? MIGRATED : RUNNABLE;
      return migrates ? Resumed.ON_DEPUTY : Resumed.ON_HOST;
    } finally {
      unlock();
    }
  }

  /** No deputy is to be had. False if its time was over meanwhile, and it has forked. */
  boolean resumeOnHostAfterAll() {
    lock();
    try {
      if (phase == FORKED) {
        return false;
      }
      phase = RUNNABLE; // a wait may not see the interrupt there: it is asked at the next block
      return true;
    } finally {
      unlock();
    }
  }

  /** Called by who has resumed it, which may be the host itself. */
  void wakeHost() {
    if (!isHostedBy(Thread.currentThread())) {
      LockSupport.unpark(host);
    }
  }

  // the host of a held child

  @SuppressWarnings("ReferenceEquality") // a thread is nothing else
  boolean isHostedBy(Thread thread) {
    return host == thread;
  }

  boolean isRunnable() {
    return phase == RUNNABLE;
  }

  void hostWaits(boolean waits) {
    hostWaits = waits;
  }

  /** Whether there is nothing for its host to do yet. */
  boolean keepsHostWaiting() {
    return phase != RUNNABLE && phase != FORKED && !endedElsewhere;
  }

  /** RUNNABLE -> OPEN or CLOSED. False if it has ended elsewhere, or forked. */
  boolean goOnHere() {
    lock();
    try {
      if (phase != RUNNABLE) {
        return false;
      }
      phase = phaseWhenHeld;
      return true;
    } finally {
      unlock();
    }
  }

  // the end

  /** The task has ended, so it doesn't fork any more. Called by the child, last of all. */
  void markTaskEnded() {
    lock();
    taskEnded = true;
    byte now = phase;
    unlock();
    if (now == FORKED) {
      endsForked();
    } else if (now == HOLDING || now == MIGRATED) { // HOLDING if it could not leave the helper
      HeldCallers.countEnd();
      endedElsewhere = true;
      LockSupport.unpark(host);
    }
  }

  /**
   * The child has ended on this stack. Called by the host or its deputy.
   *
   * @return whether it had forked before
   */
  boolean markEnded() {
    lock();
    taskEnded = true;
    byte now = phase;
    unlock();
    if (now != FORKED && !endedElsewhere) {
      HeldCallers.countEnd(this);
    }
    return now == FORKED;
  }
}
