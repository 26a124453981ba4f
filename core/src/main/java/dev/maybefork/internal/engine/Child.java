package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.watch.HeldChildren;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The running side of a fork: what the child's thread runs, and the scheduler by which the JDK
 * starts and resumes it. Its {@link ChildPhase phase} says on whose stack that is.
 *
 * <p><b>The window.</b> From the end of a slice until the child is on its way, and as long as it is
 * HOLDING, the child may hold any lock of the program while its host stands still for it. So there
 * the host takes no monitor or lock that the program can hold, loads and links no class, and runs
 * no code of the program. What it calls, and why none of it can block:
 *
 * <ul>
 *   <li>{@link #forkOrHold}: the spin lock is held for some instructions by threads that are
 *       pinned.
 *   <li>The conditions, permits and counts of a {@link Task}: compare-and-set, never a wait.
 *   <li>The walk of the stack for a {@link BlockEvent}: the VM's. Its classes are loaded and linked
 *       by the {@link SelfTest}, which walks through all this once; so are those of {@link
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
public abstract class Child extends ChildPhase implements Executor, Runnable {
  private static final byte NONE = 0;
  private static final byte TO_FORWARD = 1; // to the child, then to be restored
  private static final byte TO_RESTORE = 2;

  /** Whether {@link Thread#start} starts it, so that a container is to be told of its end. */
  private final boolean startedByJdk;

  // null when the task has ended: threads that it starts keep this object as their scheduler
  private @Nullable Task task;
  private @Nullable Thread thread;

  /** On what it is about to block, if it knows. */
  private byte hint = BlockEvent.NO_HINT;

  /** Whether a {@link Deputy} is at work. */
  volatile byte deputies;

  /** Odd while it holds its carrier for a hand-off of its own, which is no block. */
  private volatile short handOffs;

  private Thread caller = Thread.currentThread();

  /** What has become of an interrupt of the caller. */
  private volatile byte interrupt = NONE;

  // all numbers in it are as short as can be: a body costs less if this object is small
  Child(Task task, boolean startedByJdk) {
    super(task.isTimed(), startedByJdk);
    this.task = task;
    this.startedByJdk = startedByJdk;
  }

  // when the JDK asks it, the scheduler, to run a slice

  /** Runs the first slice, and those that follow on the same stack. Called by Thread.start. */
  abstract void startSlices(Thread thread);

  /**
   * Has the next slice run on a deputy. Called by who resumes the child.
   *
   * @return false if there is no thread for it
   */
  abstract boolean startDeputy(Thread thread);

  /** Makes the child's thread, which inherits from the current one. */
  Thread newThread() {
    Thread child = startedByJdk ? Internals.newUnstarted(this, this) : Internals.newChild(this);
    thread = child;
    Objects.requireNonNull(task).onStart(child, this);
    return child;
  }

  // before the first slice, by the caller

  @Override
  void startsAt(int depth) {
    super.startsAt(depth);
    this.caller = Thread.currentThread();
  }

  /** It is to be a thread like any other from its start. */
  void startForked(Thread child, @Nullable Object bindings) {
    Task forked = Objects.requireNonNull(task);
    Internals.bind(child, bindings);
    startsForked();
    Engine.startForked(child, forked);
  }

  @Override
  void startsForked() {
    super.startsForked();
    Tally.forked(BlockEvent.NO_KIND);
  }

  // what it is

  boolean isStartedByJdk() {
    return startedByJdk;
  }

  @Override
  public @Nullable Thread thread() {
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

  /**
   * Whether a call in native code that blocks is to leave this stack: not that of a platform thread
   * that the child may not leave anyway, and which is there to be held.
   */
  boolean mayMove() {
    return mayLeave() || caller.isVirtual();
  }

  // the child's own

  @Override
  public void run() {
    Task running = Objects.requireNonNull(task);
    try {
      running.run();
    } catch (Throwable e) { // the stack ended outside the body; or what a thread throws
      running.onFailure(e); // should this fail too, the host does it: see failIfUnfinished
      if (startedByJdk) {
        leaveNothing();
        throw e;
      }
    }
    leaveNothing();
  }

  private void leaveNothing() {
    task = null;
    thread = null;
    markTaskEnded();
  }

  /** Before and after a call for which it will block on that. */
  void blocksOn(int hint) {
    this.hint = (byte) hint;
  }

  /** Before and after it waits for a stand-in without a block. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only this child's own thread writes it
  void countHandOff() {
    handOffs++;
  }

  // a block: by the host or its deputy, in the window

  @Override
  boolean isPastTask() {
    return task == null || thread == null;
  }

  @Override
  @Nullable BlockEvent unmounting() {
    try {
      return BlockEvent.unmounting(Objects.requireNonNull(thread), hint);
    } catch (OutOfMemoryError e) {
      return null; // it holds its caller, and is asked again at its next block
    }
  }

  @Override
  void holds(@Nullable BlockEvent block) {
    Tally.held(block == null ? BlockEvent.NO_KIND : block.kind());
  }

  @Override
  boolean forksAt(BlockEvent block, boolean timeIsOver) {
    Thread child = thread;
    Task running = task;
    if (child == null || running == null) {
      return false;
    }
    boolean forks = timeIsOver ? running.mayForkNowAt(block) : running.mayForkAt(block);
    if (forks) {
      Tally.forked(block.kind());
      running.onFork(child);
      becomeVisible(child);
    }
    return forks;
  }

  private void becomeVisible(Thread child) {
    try {
      // no + of strings, which its first use would link
      Internals.nameIfUnnamed(child, "maybefork-".concat(Long.toString(child.threadId())));
      if (!startedByJdk) {
        Internals.register(child);
      }
    } catch (OutOfMemoryError e) {
      // nameless and unlisted, but alive
    }
  }

  /** {@link #forkOrHold} was false, and the child is on its way. */
  void held() {
    forwardInterrupt();
    if (!isHostedBy(caller)) {
      LockSupport.unpark(caller); // which may be holding its carrier, see HandOff
    }
  }

  // a shared child: by its caller

  /** How long to wait for it. */
  long nanosLeft() {
    Task running = task;
    return running == null ? Long.MAX_VALUE : running.nanosLeft();
  }

  /**
   * Its time is over. Whether it has forked now, blocked or not. Its host goes on with a slice that
   * it runs, as any carrier.
   */
  boolean forkByTime() {
    return forkFromOutside(/* isNew= */ true, /* timeIsOver= */ true);
  }

  /**
   * It is blocked where it can't unmount. Whether it has forked now.
   *
   * @param isNew whether it wasn't blocked when last looked at
   */
  boolean forkInPlace(boolean isNew) {
    return forkFromOutside(isNew, /* timeIsOver= */ false);
  }

  private boolean forkFromOutside(boolean isNew, boolean timeIsOver) {
    Thread running = thread;
    return running != null
        && forkFromOutside(BlockEvent.observed(running, hint, isNew), timeIsOver);
  }

  /** Whether it is blocked on its host's stack, which it could not leave. */
  boolean isBlockedInPlace() {
    Thread running = thread;
    int before = handOffs;
    if (!isOpen() || running == null || (before & 1) == 1) {
      return false;
    }
    Thread.State state = running.getState(); // no switch, which would load a class
    boolean blocked =
        state == Thread.State.BLOCKED
            || state == Thread.State.WAITING
            || state == Thread.State.TIMED_WAITING;
    return blocked && handOffs == before;
  }

  // a held child: by its host

  /** Waits until it can go on here; false if it has ended elsewhere, or forked. */
  boolean awaitResume() {
    if (!isRunnable()) {
      HeldChildren.add(this, thread, caller);
      try {
        park();
      } finally {
        HeldChildren.remove(this);
      }
    }
    return goOnHere();
  }

  private void park() {
    hostWaits(true);
    while (keepsHostWaiting()) {
      if (startedByJdk && Thread.currentThread() == caller) {
        Internals.parkInStart(this, Long.MAX_VALUE);
      } else {
        Internals.park(this);
      }
      if (Thread.interrupted()) {
        interruptCaller();
      }
    }
    hostWaits(false);
  }

  /**
   * The caller is interrupted while it waits. What holds it shall end, as if it had called the body
   * itself; and as that can't throw an InterruptedException at the caller, its status is kept.
   */
  void interruptCaller() {
    interrupt = TO_FORWARD;
    if (isHeld()) {
      forwardInterrupt();
    }
  }

  private void forwardInterrupt() {
    Thread child = thread;
    if (interrupt == TO_FORWARD && child != null) {
      interrupt = TO_RESTORE;
      child.interrupt();
    }
  }

  /** Called by the caller, last of all. */
  void restoreInterrupt() {
    if (interrupt != NONE) {
      caller.interrupt();
    }
  }

  /** Called by the host, last of all. */
  void failIfUnfinished() {
    Task running = task;
    if (running != null) { // the JDK's own frames below the body took the last of the stack
      task = null;
      thread = null;
      if (isForked()) {
        Tally.forkedEnded();
      }
      running.onFailure(new StackOverflowError("no stack was left for the body"));
    }
  }

  // the scheduler

  /**
   * The JDK asks for a thread to be started or continued: this child, or one that its body has
   * started.
   */
  @Override
  public void execute(Runnable continuation) {
    Thread child = thread;
    if (child == null || !Internals.continues(continuation, child)) {
      Internals.defaultScheduler().execute(continuation);
    } else if (isNew() ? !startsOnCaller(child) : !resumesOnHost(child)) {
      goesOnForked(continuation);
    }
  }

  /** Called by who resumes it. */
  void goesOnForked(Runnable continuation) {
    Internals.defaultScheduler().execute(continuation);
  }

  /** An interrupt before the start is like one of a held child: see MIGRATED. */
  private boolean startsOnCaller(Thread child) {
    Internals.ensureStack();
    Task started = Objects.requireNonNull(task);
    if (child.isInterrupted() || started.forksAtOnce()) {
      startsForked();
      return false;
    }
    startsOpen();
    startSlices(child);
    return true;
  }

  private boolean resumesOnHost(Thread child) {
    Resumed resumed = resume(child); // compared, as a switch would load a class
    if (resumed == Resumed.FORKED) {
      return false;
    }
    if (resumed == Resumed.ON_DEPUTY && startDeputy(child)) {
      return true;
    }
    if (resumed == Resumed.ON_DEPUTY && !resumeOnHostAfterAll()) {
      return false;
    }
    wakeHost(); // it may have forked by time meanwhile
    return true;
  }
}
