package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.watch.HeldCallers;
import dev.maybefork.internal.watch.WatchedSlice;
import org.jspecify.annotations.Nullable;

/** Runs a child's slices on the current thread's stack: the way of a body, from its start on. */
final class SliceHost {
  private static final long SHORTAGE_NANOS = 10_000_000;

  private SliceHost() {}

  /**
   * Runs slices of the child until it ends or forks. Called by the host.
   *
   * @param parent the child that the current thread is; null if it is none
   * @return false if it can't run here, as the host holds monitors that stay: nothing has happened
   */
  static boolean host(
      Child child, Thread thread, @Nullable Object bindings, @Nullable Child parent) {
    int result = firstSlice(child, thread, bindings, parent);
    if (result == Internals.LOCKS_STAY) {
      return false;
    }
    while (result != Internals.DONE) {
      if (result == Internals.YIELDED && letGo(child, thread)) {
        return true;
      }
      if (!child.awaitResume()) {
        if (child.isForked()) { // by time: it may have been resumed before, for here or a deputy
          Internals.defaultScheduler().execute(Internals.continuation(thread));
        }
        return true;
      }
      result = slice(child, thread, null, parent);
      while (result == Internals.LOCKS_STAY) { // they did not before: there's no memory just now
        Internals.parkNanos(child, SHORTAGE_NANOS);
        result = slice(child, thread, null, parent);
      }
    }
    end(child, thread);
    return true;
  }

  /**
   * A slice has ended with a block. This is the window, in which the host may need nothing that the
   * child could hold: see {@link Child}. Called by the host or its deputy.
   *
   * @return whether the child forks
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

  /** The child has ended on this stack. Called by the host or its deputy. */
  static void end(Child child, Thread thread) {
    Internals.finished(thread, child.markEnded() || child.isStartedByJdk());
    child.failIfUnfinished();
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
    WatchedSlice below = HeldCallers.enter(child, parent);
    try {
      return Internals.run(thread, bindings);
    } finally {
      HeldCallers.leave(child, below);
    }
  }
}
