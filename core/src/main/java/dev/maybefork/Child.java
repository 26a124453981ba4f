package dev.maybefork;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The running side of a fork: what the child's thread runs, and the scheduler by which the JDK
 * starts and resumes it.
 *
 * <p>The phases of a child say whose stack it runs on. Its <i>host</i> is the thread on whose stack
 * the first slice runs: the caller of maybeFork, or a thread that stands in for it ({@link
 * HandOff}).
 *
 * <pre>
 *      NEW -> OPEN      // Thread.start, of a thread of EagerThreads; other children begin OPEN
 *      NEW -> FORKED    // the same, interrupted before: it starts as any thread
 *     OPEN -> FORKED    // blocked: the child goes its own way, the host returns
 *     OPEN -> CLOSED    // close, by the child (endFork)
 *   CLOSED -> OPEN      // reopen, by the child (the next item of a loop)
 *   CLOSED -> HELD      // blocked: the host waits with it
 *     OPEN -> HELD      // blocked, and its task doesn't let it fork
 *     HELD -> READY     // resumed, by any thread
 *   CLOSED -> READY     // resumed again, after a walk of its stack got in the way; so from OPEN
 *    READY -> CLOSED    // the host runs the next slice; OPEN if it was that when it blocked
 *     HELD -> FORKED    // its time is over: by its caller, as from OPEN; the host lets it go
 *     HELD -> AWAY      // resumed, but interrupted: deputies of the host run it from here on
 *     AWAY -> FORKED    // blocked there, or its time is over: the host lets it go
 *     AWAY -> HELD      // blocked there, and its task doesn't let it fork
 *    READY -> FORKED    // its time is over: the host gives it to the scheduler
 * </pre>
 *
 * Invariants: OPEN and CLOSED are left only by code on the host's stack (the host, or the child on
 * top of it), but for a repeated resume, which does no harm: what isn't runnable isn't run; and but
 * for a shared child, of which all transitions are under a lock. HELD is left only by a resume, or
 * when the time is over; a child that runs in it runs on a helper, for the time of a call ({@link
 * Helpers}). FORKED is final. The phase of a child that has ended says nothing.
 *
 * <p>AWAY, because {@code Object.wait} checks the interrupt status of the platform thread below: a
 * host keeps its own there, a deputy ({@link Deputy}) has none, so it takes the child's.
 *
 * <p><b>The window.</b> From the end of a slice until the child is on its way, and as long as it is
 * HELD, the child may hold any lock of the program while its host stands still for it. So there the
 * host takes no monitor or lock that the program can hold, loads and links no class, and runs no
 * code of the program. What it calls, and why none of it can block:
 *
 * <ul>
 *   <li>{@link #forkOrHold}: the spin lock is held for some instructions by threads that are
 *       pinned.
 *   <li>The conditions, places and counts of a {@link Task}: compare-and-set, never a wait.
 *   <li>The walk of the stack for a {@link Block}: the VM's. Its classes are loaded and linked by
 *       the {@link SelfTest}, which walks through all this once; so are those of {@link
 *       HeldChildren}.
 *   <li>The name: by compare-and-set, not by {@code Thread.setName}, which takes the child's
 *       monitor.
 *   <li>The JDK's list of threads and its timer queue: their locks are held for some instructions
 *       by threads that need nothing else. The host is pinned, as the JDK's own carriers are.
 *   <li>A forwarded interrupt may run the code of a channel. It's sent when the child is on its
 *       way.
 * </ul>
 *
 * <p>A resume reaches {@link #execute} in every phase that isn't final: the JDK's short cuts past a
 * scheduler are taken by carriers of its own pool, and no host is one while it lets the child go.
 */
final class Child implements Executor, Runnable, Potential {
  private static final int OPEN = 0;
  private static final int FORKED = 1;
  private static final int CLOSED = 2;
  private static final int HELD = 3;
  private static final int READY = 4;
  private static final int AWAY = 5;
  private static final int NEW = 6;

  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int AGAIN = 2;

  private static final VarHandle PHASE;
  private static final VarHandle LOCKED;
  private static final VarHandle DEPUTIES;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Child.class, "phase", int.class);
      LOCKED = MethodHandles.lookup().findVarHandle(Child.class, "locked", int.class);
      DEPUTIES = MethodHandles.lookup().findVarHandle(Child.class, "deputies", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int phase;

  /** How many slices lie on the host's stack, this one included. */
  private int depth;

  /** The system's identifier of the thread that it was last put on, if known; else 0. */
  int osThread;

  /** Where {@link HeldCallers} finds its slice. */
  int place;

  /** For a thread that the JDK starts, and whose end it is told of; null for all others. */
  private final @Nullable InlineEngine engine;

  // null when the body has ended: threads that the body starts keep this object as their scheduler
  private @Nullable Task task;
  private @Nullable Thread thread;

  /** What it's about to block on, if it knows. */
  private @Nullable BlockKind blockKind;

  private final boolean timed;

  /**
   * Its phase is changed by its caller too, so by nobody without the lock: that of a timed task, or
   * of one that another thread hosts.
   */
  private boolean shared;

  private volatile int locked;

  /** See {@link #enterAsDeputy}. */
  private volatile int deputies;

  /** Odd while it holds its carrier for a hand-off of its own, which is no block. */
  private volatile int handOffs;

  private boolean endedHere; // on its host's stack

  // set before HELD; the latter also by the child while it runs on a helper or a deputy
  private @Nullable Thread host;
  private int phaseWhenHeld;
  private volatile boolean hostWaits;
  private volatile boolean awayEnded;

  private Thread caller = Thread.currentThread();
  private volatile boolean interruptToForward;
  private boolean interruptToRestore; // the caller's own

  Child(Task task) {
    this.task = task;
    this.engine = null;
    this.timed = task.isTimed();
  }

  /** A child that {@link Thread#start()} will start. */
  Child(Task task, InlineEngine engine) {
    this.task = task;
    this.engine = engine;
    this.timed = task.isTimed();
    this.phase = NEW;
  }

  /** Makes the child's thread, which inherits from the current one. */
  Thread newThread() {
    Thread child =
        engine == null ? Internals.newChild(this, this) : Internals.newUnstarted(this, this);
    thread = child;
    Objects.requireNonNull(task).boundTo(child, this);
    return child;
  }

  /** By the caller, before the first slice. */
  void startsAt(int depth) {
    this.depth = depth;
    this.caller = Thread.currentThread();
    this.shared = timed;
  }

  /** By the caller, before another thread hosts it. */
  void startsOnStandIn() {
    startsAt(/* depth= */ 1);
    this.shared = true;
  }

  /** Whether it may have to go its own way at any time. */
  boolean isTimed() {
    return timed;
  }

  /** Whether the JDK started it, so that it has a container to be told of its end. */
  boolean isStartedByJdk() {
    return engine != null;
  }

  @Nullable Thread thread() {
    return thread;
  }

  @Nullable Task task() {
    return task;
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
    Task running = Objects.requireNonNull(task);
    try {
      running.run();
    } catch (Throwable e) { // the stack ended outside the body; or what a thread throws
      running.fail(e); // should this fail too, the host does it: see ended()
      if (isStartedByJdk()) {
        leaveNothing();
        throw e;
      }
    }
    leaveNothing();
  }

  private void leaveNothing() {
    task = null;
    thread = null;
    if (isHeld()) { // HELD if it could not leave the helper
      awayEnded = true;
      LockSupport.unpark(host);
    }
  }

  @Override
  public boolean close() {
    return setPotential(CLOSED) == FORKED;
  }

  @Override
  public boolean reopen() {
    return setPotential(OPEN) != AWAY;
  }

  /** Without a fence: who looks at it on another stack waits for that in a loop. */
  private int setPotential(int potential) {
    if (shared) {
      Internals.ensureStack(); // an overflow must not leave the lock behind
    }
    lock();
    int now = phase;
    if (now == HELD || now == AWAY) { // on a helper or a deputy: the host still waits
      phaseWhenHeld = potential;
    } else if (now != FORKED) {
      PHASE.setRelease(this, potential);
    }
    unlock();
    return now;
  }

  @Override
  public void comeAway() {
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

  /** Whether a block would make it go its own way. */
  boolean isOpen() {
    return phase == OPEN;
  }

  /** Whether it holds its caller by a block. */
  boolean isHeld() {
    int now = phase;
    return now == HELD || now == AWAY;
  }

  /**
   * Whether a call in native code that blocks is to leave this stack: not that of a platform thread
   * that the child may not leave anyway, and which is there to be held.
   */
  boolean mayMove() {
    return phase != CLOSED || caller.isVirtual();
  }

  /** How many slices lie on the stack that this child runs on; 0 if it has one of its own. */
  int depth() {
    return phase == FORKED || isHeld() ? 0 : depth;
  }

  /**
   * By the host or its deputy, in the window: a slice ended with a block. True if the child goes
   * its own way, false if it holds its caller.
   */
  boolean forkOrHold() {
    lock();
    try {
      if (forkNow(thread, task)) {
        return true;
      }
      if (phase != AWAY) {
        host = Thread.currentThread();
        phaseWhenHeld = potential();
      }
      phase = HELD;
      return false;
    } finally {
      unlock();
    }
  }

  private boolean forkNow(@Nullable Thread child, @Nullable Task blocked) {
    if (phase == FORKED) {
      return true;
    }
    if (child == null || blocked == null) { // past the end of its body, at the JDK's own doings
      letGo();
      return true;
    }
    if (potential() != OPEN || !blocked.mayForkAt(Block.unmounting(child, blockKind))) {
      return false;
    }
    goItsOwnWay(child, blocked);
    return true;
  }

  /** OPEN or CLOSED, wherever it is. READY is also the phase of one that was resumed twice. */
  private int potential() {
    return isHeld() || phase == READY ? phaseWhenHeld : phase;
  }

  private void goItsOwnWay(Thread child, Task task) {
    task.forkedAs(child);
    becomeVisible(child);
    letGo();
  }

  /** A host that waits for it need not any more. */
  private void letGo() {
    phase = FORKED;
    if (hostWaits) {
      LockSupport.unpark(host);
    }
  }

  /** By the host or its deputy, when {@link #forkOrHold} was false and the child is on its way. */
  void held() {
    forwardInterrupt();
    if (host != caller) {
      LockSupport.unpark(caller); // which may be holding its carrier, see HandOff
    }
  }

  /**
   * By the caller of a shared child: its time is over. Whether it has gone its own way now, blocked
   * or not. Its host goes on with a slice that it runs, as any carrier.
   */
  boolean forkByTime() {
    Thread running = thread;
    if (running == null) {
      return false;
    }
    Block block = Block.observed(running, blockKind, /* isNew= */ true);
    return forkFromOutside(block, /* timeIsOver= */ true);
  }

  /**
   * By the caller of a shared child that is blocked where it can't unmount: as {@link #forkByTime}.
   *
   * @param isNew whether it wasn't blocked when last looked at
   */
  boolean forkInPlace(boolean isNew) {
    Thread running = thread;
    if (running == null) {
      return false;
    }
    Block block = Block.observed(running, blockKind, isNew);
    return forkFromOutside(block, /* timeIsOver= */ false);
  }

  /** The caller is pinned meanwhile: who holds a spin lock must run. */
  private boolean forkFromOutside(Block block, boolean timeIsOver) {
    Internals.pin();
    lock();
    try {
      Thread child = thread;
      Task running = task;
      if (potential() != OPEN || endedHere || child == null || running == null) {
        return false;
      }
      if (!(timeIsOver ? running.mayForkNowAt(block) : running.mayForkAt(block))) {
        return false;
      }
      goItsOwnWay(child, running);
      return true;
    } finally {
      unlock();
      Internals.unpin();
    }
  }

  /** By the caller: whether it is blocked on its host's stack, which it could not leave. */
  boolean isBlockedInPlace() {
    Thread running = thread;
    int before = handOffs;
    if (phase != OPEN || running == null || (before & 1) == 1) {
      return false;
    }
    Thread.State state = running.getState(); // no switch, which would load a class
    boolean blocked =
        state == Thread.State.BLOCKED
            || state == Thread.State.WAITING
            || state == Thread.State.TIMED_WAITING;
    return blocked && handOffs == before;
  }

  /** By the child, before and after it waits for a stand-in without a block. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only this child's own thread writes it
  void countHandOff() {
    handOffs++;
  }

  /** By the caller of a timed task: how long to wait for it. */
  long nanosLeft() {
    Task running = task;
    return running == null ? Long.MAX_VALUE : running.nanosLeft();
  }

  /** By the child, before and after a call for which it will block on that. */
  void blocksOn(@Nullable BlockKind kind) {
    blockKind = kind;
  }

  /** By the caller, of a child that is to be a thread like any other from its start. */
  void startForked(Thread child, @Nullable Object bindings) {
    Task forked = Objects.requireNonNull(task);
    Internals.bind(child, bindings);
    phase = FORKED;
    Engine.startForked(child, forked);
  }

  private void becomeVisible(Thread child) {
    try {
      // no + of strings, which its first use would link
      Internals.nameIfUnnamed(child, "maybefork-".concat(Long.toString(child.threadId())));
      if (!isStartedByJdk()) {
        Internals.register(child);
      }
    } catch (OutOfMemoryError e) {
      // nameless and unlisted, but alive
    }
  }

  /**
   * By the host of a held child: waits until it can go on here; false if it has ended elsewhere, or
   * goes its own way.
   */
  boolean awaitResume() {
    if (phase != READY) {
      HeldChildren.add(this, thread, caller);
      try {
        park();
      } finally {
        HeldChildren.remove(this);
      }
    }
    lock();
    try {
      if (phase != READY) {
        return false;
      }
      phase = phaseWhenHeld;
      return true;
    } finally {
      unlock();
    }
  }

  private void park() {
    hostWaits = true;
    while (phase != READY && phase != FORKED && !awayEnded) {
      if (isStartedByJdk() && Thread.currentThread() == caller) {
        Internals.parkInStart(this, Long.MAX_VALUE);
      } else {
        LockSupport.park(this);
      }
      if (Thread.interrupted()) {
        interruptCaller();
      }
    }
    hostWaits = false;
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

  /** By the host: the child has ended on its stack. True if it had gone its own way before. */
  boolean endsHere() {
    lock();
    endedHere = true;
    boolean forked = phase == FORKED;
    unlock();
    return forked;
  }

  /** By the host, last of all. */
  void ended() {
    Task running = task;
    if (running != null) { // the JDK's own frames below the body took the last of the stack
      task = null;
      thread = null;
      running.fail(new StackOverflowError("no stack was left for the body"));
    }
  }

  /**
   * The JDK asks for a thread to be started or continued: this child, or one that its body has
   * started.
   */
  @Override
  public void execute(Runnable continuation) {
    Thread child = thread;
    if (child == null
        || !Internals.continues(continuation, child)
        || (phase == NEW ? !startsOnCaller(child) : !resumesOnHost(child))) {
      Internals.defaultScheduler().execute(continuation);
    }
  }

  /** An interrupt before the start is like one of a held child: see AWAY. */
  private boolean startsOnCaller(Thread child) {
    Internals.ensureStack();
    Task started = Objects.requireNonNull(task);
    if (child.isInterrupted() || started.forksAtOnce()) {
      phase = FORKED;
      return false;
    }
    phase = OPEN;
    Objects.requireNonNull(engine).start(this, child, /* bindings= */ null);
    return true;
  }

  private boolean resumesOnHost(Thread child) {
    boolean away;
    lock();
    try {
      if (phase == FORKED) {
        return false;
      }
      away = phase == AWAY || (phase == HELD && child.isInterrupted());
      if (!away) {
        phaseWhenHeld = potential();
      }
      phase = away ? AWAY : READY;
    } finally {
      unlock();
    }
    return away ? resumesOnDeputy(child) : wakeHost(); // it may have forked by time meanwhile
  }

  private boolean resumesOnDeputy(Thread child) {
    if (Deputy.start(this, child)) {
      return true;
    }
    lock();
    try {
      if (phase == FORKED) { // its time was over meanwhile
        return false;
      }
      phase = READY; // a wait may not see the interrupt there, and is asked again at the next block
    } finally {
      unlock();
    }
    return wakeHost();
  }

  boolean isAway() {
    return phase == AWAY;
  }

  boolean isForked() {
    return phase == FORKED;
  }

  /**
   * By a deputy, of which there may be several, as a child may be resumed twice. Only one is at
   * work at a time: else one that comes late would run the child when it's the host's again. True
   * if this is the one; else that one looks again, when it {@linkplain #leaveAsDeputy leaves}.
   *
   * <pre>
   *    IDLE -> BUSY    // enter
   *    BUSY -> AGAIN   // another one came
   *   AGAIN -> BUSY    // leave: it looks again
   *    BUSY -> IDLE    // leave
   * </pre>
   */
  boolean enterAsDeputy() {
    while (true) {
      if (DEPUTIES.compareAndSet(this, IDLE, BUSY)) {
        return true;
      }
      if (deputies == AGAIN || DEPUTIES.compareAndSet(this, BUSY, AGAIN)) {
        return false;
      }
    }
  }

  /** By the deputy at work. False if it has to look again. */
  boolean leaveAsDeputy() {
    if (DEPUTIES.compareAndSet(this, BUSY, IDLE)) {
      return true;
    }
    deputies = BUSY;
    return false;
  }

  private boolean wakeHost() {
    Thread waiting = Objects.requireNonNull(host);
    if (waiting != Thread.currentThread()) {
      LockSupport.unpark(waiting);
    }
    return true;
  }
}
