package dev.maybefork;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs the child's first slice on the caller's stack, where that is safe for this call; else hands
 * it to a thread that stands in for the caller.
 */
final class InlineEngine implements Engine {
  /**
   * How many slices may lie on one stack. A slice of a trivial body takes some 3 KB, so this leaves
   * three quarters of the usual 1 MB to the bodies.
   */
  static final int MAX_DEPTH = 64;

  private final boolean alwaysHandOff;

  InlineEngine(boolean alwaysHandOff) {
    this.alwaysHandOff = alwaysHandOff;
  }

  @Override
  public void start(Task task) {
    Internals.ensureStack(); // for all that follows, from here to the end of the child
    if (task.forksAtOnce()) {
      Child child = new Child(task, this);
      child.startForked(child.newThread(), Internals.bindings());
    } else {
      Child child = new Child(task);
      start(child, child.newThread(), Internals.bindings());
    }
  }

  /** Runs the child's first slice, wherever that is safe. Who calls it has asked for stack. */
  void start(Child child, Thread thread, @Nullable Object bindings) {
    Child parent = Child.current();
    int depth = parent == null ? 1 : parent.depth() + 1;
    if (alwaysHandOff || child.isTimed() || depth > MAX_DEPTH || !Internals.holdsNoFastLock()) {
      child.startsOnStandIn();
      HandOff.start(child, thread, bindings, parent);
    } else {
      child.startsAt(depth);
      host(child, thread, bindings, parent);
      child.restoreInterrupt();
    }
  }

  /**
   * Runs slices of the child on the current thread's stack, until it ends or goes its own way.
   *
   * @param parent the child that the current thread is; null if it is none
   */
  static void host(Child child, Thread thread, @Nullable Object bindings, @Nullable Child parent) {
    int result = firstSlice(child, thread, bindings, parent);
    while (result != Internals.DONE) {
      if (result == Internals.YIELDED && letGo(child, thread)) {
        return;
      }
      if (!child.awaitResume()) {
        if (child.isForked()) { // by time: it may have been resumed before, for here or a deputy
          Internals.defaultScheduler().execute(Internals.continuation(thread));
        }
        return;
      }
      result = slice(child, thread, null, parent);
    }
    end(child, thread);
  }

  /**
   * By the host or its deputy: a slice has ended with a block. This is the window in which the host
   * may need nothing that the child could hold: see {@link Child}.
   *
   * @return whether the child goes its own way
   */
  static boolean letGo(Child child, Thread thread) {
    boolean forks;
    Internals.pin();
    try {
      forks = child.forkOrHold();
      Internals.yielded(thread);
    } finally {
      Internals.unpin();
    }
    if (!forks) {
      child.held();
    }
    return forks;
  }

  /** By the host or its deputy: the child has ended on its stack. */
  static void end(Child child, Thread thread) {
    Internals.finished(thread, child.endsHere() || child.isStartedByJdk());
    child.ended();
  }

  private static int firstSlice(
      Child child, Thread thread, @Nullable Object bindings, @Nullable Child parent) {
    try {
      return slice(child, thread, bindings, parent);
    } catch (Throwable neverBegan) {
      if (!child.isStartedByJdk()) { // else Thread.start ends it
        Internals.finished(thread, /* notifyContainer= */ false);
      }
      throw neverBegan;
    }
  }

  private static int slice(
      Child child, Thread thread, @Nullable Object bindings, @Nullable Child parent) {
    Child below = HeldCallers.enter(child, parent);
    try {
      return Internals.run(thread, bindings);
    } finally {
      HeldCallers.leave(child, below);
    }
  }

  @Override
  public boolean endFork() {
    Child child = Child.current();
    Task task = child == null ? null : child.task();
    if (child == null || task == null || !task.isBody()) {
      throw Engine.notInBody();
    }
    return child.close();
  }

  @Override
  public @Nullable Task current() {
    Child child = Child.current();
    Task task = child == null ? null : child.task();
    return task == null ? null : task.unwrapped();
  }

  @Override
  public boolean moveToHelper() {
    Child child = Child.current();
    if (child == null) {
      return false;
    }
    child.blocksOn(BlockKind.MARKED);
    try {
      return Helpers.move(child, Helpers.OF_CALLS_THAT_END);
    } finally {
      child.blocksOn(null);
    }
  }

  @Override
  public void leaveHelper() {
    Helpers.leave();
  }

  @Override
  public ThreadFactory threadFactory(ForkOn on) {
    return new EagerThreads(this, on);
  }
}
