package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.Log;
import dev.maybefork.internal.jdk.ThreadLocks;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a thread that waits for a child while it holds the monitor or lock that the child waits
 * for. Only of what is certain. The thread is in the same wait from before the first look to after
 * the last one, so it has held all that time what it was seen to hold at one moment of it; and the
 * child was seen to wait for that at another.
 *
 * <p>Called by the watch, which holds no lock, and may wait for the log without any harm.
 */
final class JoinHazards {
  /** More pairs of sites than anybody reads about. */
  private static final int MAX_WARNINGS = 256;

  private record Sites(@Nullable StackTraceElement joins, @Nullable StackTraceElement waits) {}

  private static final Set<Sites> WARNED = ConcurrentHashMap.newKeySet();

  private JoinHazards() {}

  static void look(WaitingJoin join) {
    join.children().forEachThread(child -> look(join, child));
  }

  private static void look(WaitingJoin join, Thread child) {
    Object lock = join.isOpen() ? lockBetween(join, child) : null;
    if (lock != null) {
      tell(join, child, lock);
    }
  }

  /** What the child waits for and the thread holds; null if that's nothing, or nobody can tell. */
  @SuppressWarnings("ReferenceEquality") // a thread's equals is anybody's
  private static @Nullable Object lockBetween(WaitingJoin join, Thread child) {
    Thread.State state = child.getState();
    if (state == Thread.State.BLOCKED) {
      return join.holdsMonitors() ? heldMonitor(join, child) : null;
    }
    return LockSupport.getBlocker(child) instanceof AbstractOwnableSynchronizer lock
            && isWaiting(state)
            && join.joiner() == ThreadLocks.owner(lock)
        ? lock
        : null;
  }

  private static @Nullable Object heldMonitor(WaitingJoin join, Thread child) {
    Object monitor = ThreadLocks.awaitedMonitor(child);
    return monitor != null && join.holds(monitor) ? monitor : null;
  }

  private static boolean isWaiting(Thread.State state) {
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  @SuppressWarnings("ReferenceEquality") // it's that lock, or it's another one
  private static void tell(WaitingJoin join, Thread child, Object lock) {
    boolean limited = join.isTimed() || child.getState() == Thread.State.TIMED_WAITING;
    StackTraceElement[] waits = child.getStackTrace();
    StackTraceElement[] joins = join.joiner().getStackTrace();
    if (lockBetween(join, child) != lock || join.isOver()) {
      return; // what was seen meanwhile may be of another time
    }
    join.told();
    Sites sites = new Sites(HeldChildren.own(joins), HeldChildren.own(waits));
    Flight.joinHazard(
        lock instanceof AbstractOwnableSynchronizer ? "PARK" : "MONITOR",
        lock.getClass().getName(),
        new Flight.Waiter(child.threadId(), HeldChildren.location(sites.waits), List.of(waits)),
        new Flight.Waiter(
            join.joiner().threadId(), HeldChildren.location(sites.joins), List.of(joins)),
        join.waitedNanos(),
        !limited);
    if (WARNED.size() < MAX_WARNINGS && WARNED.add(sites)) {
      warn(join.joiner(), joins, child, waits, lock, limited);
    }
  }

  private static void warn(
      Thread joiner,
      StackTraceElement[] joins,
      Thread child,
      StackTraceElement[] waits,
      Object lock,
      boolean limited) {
    Log.log(
        Level.WARNING,
        """
        A thread waits for its child, and holds what the child waits for, a {0}. {1}
        The child, {2}:{3}
        Who waits for it, {4}:{5}\
        """,
        Log.printable(lock.getClass().getName()),
        limited
            ? "One of them waits for a limited time only."
            : "Neither goes on, unless it is interrupted.",
        Log.printable(child),
        HeldChildren.lines(waits),
        Log.printable(joiner),
        HeldChildren.lines(joins));
  }
}
