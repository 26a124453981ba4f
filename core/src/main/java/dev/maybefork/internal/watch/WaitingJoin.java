package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.ThreadLocks;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for children. What it holds stays the same meanwhile: only the thread itself
 * lets a lock go. Made by that thread, looked at by the watch.
 */
public final class WaitingJoin {
  /** What is waited for. */
  @FunctionalInterface
  public interface Children {
    /** Shows the threads of those that have not ended. Called by the watch. */
    void forEachThread(Consumer<Thread> action);
  }

  private static final Object[] NOTHING = {};

  private final Thread joiner = Thread.currentThread();
  private final Children children;
  private final boolean timed;
  private final long since = System.nanoTime();

  /** Set before the thread goes on: whoever sees it false has looked at a thread that waits. */
  private volatile boolean over;

  // by the watch
  private long nextLook = JoinWatch.MIN_NANOS;
  private boolean told;
  private Object @Nullable [] monitors;

  WaitingJoin(Children children, boolean timed) {
    this.children = children;
    this.timed = timed;
  }

  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  Thread joiner() {
    return joiner;
  }

  /** Whether it gives up after some time. */
  boolean isTimed() {
    return timed;
  }

  Children children() {
    return children;
  }

  long waitedNanos() {
    return System.nanoTime() - since;
  }

  /** Whether it is time for the next look: seldom, if it waits for long. */
  boolean isDue() {
    long waited = waitedNanos();
    if (!isOpen() || waited < nextLook) {
      return false;
    }
    nextLook = waited + Math.min(waited / 2, JoinWatch.MAX_NANOS);
    return true;
  }

  /** Whether there may be something to tell. */
  boolean isOpen() {
    return !over && !told;
  }

  /** It has been told of, once and for all. */
  void told() {
    told = true;
  }

  /** Whether it is known to hold a monitor. */
  boolean holdsMonitors() {
    return monitors().length > 0;
  }

  @SuppressWarnings("ReferenceEquality") // a monitor is that of one object
  boolean holds(@Nullable Object monitor) {
    for (Object each : monitors()) {
      if (each == monitor) {
        return true;
      }
    }
    return false;
  }

  private Object[] monitors() {
    Object[] known = monitors;
    if (known == null) {
      known = ThreadLocks.heldMonitors(joiner);
      if (over) {
        return NOTHING;
      }
      monitors = known; // null if nobody can tell now: it's asked again
    }
    return known == null ? NOTHING : known;
  }

  /** By the thread: its own hash would have to be made first. */
  @Override
  public int hashCode() {
    return Long.hashCode(joiner.threadId());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }
}
