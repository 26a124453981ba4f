package dev.maybefork;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Notices callers that are held in native code where no hook sees it. All that a slice pays for it
 * is to say on which thread it is; a thread looks there from time to time, as long as there are
 * slices, and asks the system about those that it sees again.
 *
 * <pre>
 *   ASLEEP -> SEEN     // by a slice, which starts the thread
 *     SEEN -> AWAKE    // by the thread, when it looks
 *    AWAKE -> SEEN     // by a slice
 *    AWAKE -> ASLEEP   // by the thread, which ends: there was no slice for long
 * </pre>
 */
final class HeldCallers {
  /** How long a call must hold its caller to be noticed, at least; none is if this is 0. */
  private static final long MILLIS = Math.max(0, Long.getLong("maybefork.heldMillis", 20));

  private static final long PERIOD_NANOS = MILLIS == 0 ? 100_000_000 : MILLIS * 1_000_000 / 2;
  private static final long IDLE_NANOS = 500 * PERIOD_NANOS;

  private static final int ASLEEP = 0;
  private static final int AWAKE = 1;
  private static final int SEEN = 2;

  private static final VarHandle ACTIVITY;

  static {
    try {
      ACTIVITY =
          MethodHandles.lookup().findStaticVarHandle(HeldCallers.class, "activity", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The topmost slice of each thread. */
  private static final ThreadPlaces<Child> SLICES = new ThreadPlaces<>();

  private static final HeldCallList LIST = new HeldCallList();

  private static int activity = ASLEEP;

  private HeldCallers() {}

  /**
   * By a slice, first. The result is the child whose slice lies below on the same stack: the parent
   * that runs the slice, unless that has a stack of its own.
   */
  static @Nullable Child enter(Child child, @Nullable Child parent) {
    int osThread = MILLIS == 0 ? 0 : Internals.osThread();
    child.osThread = osThread;
    if (osThread == 0) {
      return null; // nobody could ask the system about it
    }
    Child below = parent != null && SLICES.has(parent.place, parent) ? parent : null;
    child.place = below == null ? SLICES.of(osThread) : below.place;
    SLICES.set(child.place, child);
    keepWatching();
    return below;
  }

  /** By a slice, last. */
  static void leave(Child child, @Nullable Child below) {
    if (child.osThread != 0) {
      SLICES.set(child.place, below);
    }
  }

  /** By a slice, and by anybody for whom the thread is to look elsewhere too. */
  static void keepWatching() {
    if (activity != SEEN) {
      wake();
    }
  }

  private static void wake() {
    if ((int) ACTIVITY.getVolatile() == ASLEEP) {
      try {
        StackMargin.ensure();
      } catch (StackOverflowError e) {
        return; // the next slice does it: this one may not fail, a child may have begun
      }
      if (ACTIVITY.compareAndSet(ASLEEP, SEEN)) {
        start();
      }
    } else {
      ACTIVITY.compareAndSet(AWAKE, SEEN);
    }
  }

  private static void start() {
    try {
      PlatformThreads.start("maybefork-held-callers", HeldCallers::watch);
    } catch (OutOfMemoryError e) {
      ACTIVITY.setVolatile(ASLEEP); // the next slice tries again
    }
  }

  private static void watch() {
    @Nullable HeldCall[] last = new HeldCall[ThreadPlaces.COUNT];
    long idleSince = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(PERIOD_NANOS);
      boolean anySlice = look(last);
      boolean any = HeldChildren.look() || anySlice;
      if (any || ACTIVITY.compareAndSet(SEEN, AWAKE)) {
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince > IDLE_NANOS
          && ACTIVITY.compareAndSet(AWAKE, ASLEEP)) {
        return;
      }
    }
  }

  /** Whether there was any slice. */
  private static boolean look(@Nullable HeldCall[] last) {
    boolean any = false;
    for (int i = 0; i < ThreadPlaces.COUNT; i++) {
      Child child = SLICES.get(i);
      HeldCall before = last[i];
      if (child == null) {
        last[i] = null;
      } else if (before == null || before.child != child) {
        last[i] = new HeldCall(child);
      } else {
        before.look(LIST);
      }
      any |= child != null;
    }
    return any;
  }

  /** The children that are found now. */
  static List<Child> found() {
    return SLICES.found();
  }

  /** The calls that were noticed since the start of the JVM. */
  static List<HeldCaller> list() {
    return LIST.list();
  }
}
