package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.PlatformThreads;
import dev.maybefork.internal.jdk.ThreadLocks;
import dev.maybefork.internal.watch.WaitingJoin.Children;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for children. A thread of its own looks at those that do it for a while:
 * see {@link JoinHazards}. A join that needn't wait isn't here.
 */
public final class JoinWatch {
  /** How long a thread must wait to be looked at. */
  static final long MIN_NANOS = 50_000_000;

  /** How long it is until the next look, at most. */
  static final long MAX_NANOS = 2_000_000_000;

  private static final long IDLE_NANOS = 10_000_000_000L;

  /** So that 100,000 of them don't keep a processor busy. */
  private static final int LOOKS_AT_ONCE = 1_000;

  private static final Set<WaitingJoin> WAITING = ConcurrentHashMap.newKeySet();

  private static final Watchdog WATCHDOG =
      new Watchdog(
          "maybefork-joins", MIN_NANOS, IDLE_NANOS, JoinWatch::look, PlatformThreads::start);

  /** Not volatile: set before there is a caller. */
  private static boolean on;

  /** Those that this round has not seen yet. By the watch. */
  private static @Nullable Iterator<WaitingJoin> rest;

  private JoinWatch() {}

  /** From now on joins are looked at, if there is anything to be seen. Called once. */
  public static void begin() {
    on = ThreadLocks.areKnown();
  }

  /** What a thread does while it waits. */
  @FunctionalInterface
  public interface Wait<X extends Exception> {
    void run() throws X;
  }

  /**
   * Runs the wait of the current thread, which is looked at meanwhile.
   *
   * @param timed whether it gives up after some time
   */
  public static <X extends Exception> void during(Children children, boolean timed, Wait<X> wait)
      throws X {
    WaitingJoin join = begins(children, timed);
    try {
      wait.run();
    } finally {
      ends(join);
    }
  }

  /** Null if nobody looks, for want of stack or memory, say: it must wait all the same. */
  private static @Nullable WaitingJoin begins(Children children, boolean timed) {
    if (!on) {
      return null;
    }
    WaitingJoin join = null;
    try {
      join = new WaitingJoin(children, timed);
      WAITING.add(join);
      WATCHDOG.keep();
      return join;
    } catch (StackOverflowError | OutOfMemoryError e) {
      if (join != null) {
        join.end();
      }
      return null;
    }
  }

  private static void ends(@Nullable WaitingJoin join) {
    if (join != null) {
      join.end();
      try {
        WAITING.remove(join);
      } catch (StackOverflowError e) {
        // the watch does it
      }
    }
  }

  /** Whether anybody waits. */
  private static boolean look() {
    Iterator<WaitingJoin> joins = rest;
    if (joins == null || !joins.hasNext()) {
      joins = WAITING.iterator();
    }
    rest = null; // should a look throw
    for (int i = 0; i < LOOKS_AT_ONCE && joins.hasNext(); i++) {
      WaitingJoin join = joins.next();
      if (join.isOver()) {
        joins.remove();
      } else if (join.isDue()) {
        JoinHazards.look(join);
      }
    }
    rest = joins.hasNext() ? joins : null;
    return !WAITING.isEmpty();
  }
}
