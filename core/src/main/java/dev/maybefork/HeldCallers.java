package dev.maybefork;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  private static final int PLACES_BITS = 8;

  /** Places are so far apart as to be in cache lines of their own. */
  private static final int STRIDE_BITS = 4;

  static final int PLACES = 1 << PLACES_BITS;
  private static final int STRIDE = 1 << STRIDE_BITS;

  /** In how many places a thread looks for one that is free. */
  private static final int PROBES = 16;

  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private static final VarHandle ACTIVITY;

  static {
    try {
      ACTIVITY =
          MethodHandles.lookup().findStaticVarHandle(HeldCallers.class, "activity", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Written by slices without a fence; two may take the same place, and one isn't seen then. */
  private static final @Nullable Child[] ON_THREADS = new Child[PLACES * STRIDE];

  private static final HeldCallList LIST = new HeldCallList();

  private static int activity = ASLEEP;

  private HeldCallers() {}

  /**
   * By a slice, first. The result is the child whose slice lies below on the same stack: the parent
   * that runs the slice, unless that has a stack of its own.
   */
  static @Nullable Child enter(Child child, @Nullable Child parent) {
    int osThread = MILLIS == 0 ? 0 : Internals.osThread();
    Child below = parent != null && ON_THREADS[parent.place] == parent ? parent : null;
    child.osThread = osThread;
    child.place = below == null ? freePlace(osThread) : below.place;
    ON_THREADS[child.place] = child;
    keepWatching();
    return below;
  }

  /** One that another thread has, who is not seen then, if there are too many of them. */
  private static int freePlace(int osThread) {
    int home = home(osThread);
    for (int i = 0; i < PROBES; i++) {
      int place = (home + i * STRIDE) & (ON_THREADS.length - 1);
      if (ON_THREADS[place] == null) {
        return place;
      }
    }
    return home;
  }

  /** The place where a thread looks first. Neighbours have theirs far apart. */
  static int home(int osThread) {
    return (osThread * GOLDEN_RATIO) >>> (32 - PLACES_BITS) << STRIDE_BITS;
  }

  /** By a slice, last. */
  static void leave(Child child, @Nullable Child below) {
    ON_THREADS[child.place] = below;
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
    @Nullable HeldCall[] last = new HeldCall[PLACES];
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
    for (int i = 0; i < PLACES; i++) {
      Child child = ON_THREADS[i * STRIDE];
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
    return Arrays.stream(ON_THREADS).filter(Objects::nonNull).toList();
  }

  /** The calls that were noticed since the start of the JVM. */
  static List<HeldCaller> list() {
    return LIST.list();
  }
}
