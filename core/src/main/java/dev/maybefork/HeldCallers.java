package dev.maybefork;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices callers that are held in native code where no hook sees it. All that a slice pays for it
 * is to say on which thread it is; a {@link Watch} looks there from time to time, as long as there
 * are slices, and asks the system about those that it sees again.
 */
final class HeldCallers {
  /** How long a call must hold its caller to be noticed, at least; none is if this is 0. */
  private static final long MILLIS = Settings.number("maybefork.heldMillis", 20);

  /**
   * How often slices are looked for; also the children that hold their callers, if that is less.
   */
  private static final long PERIOD_NANOS = periodNanos(MILLIS);

  private static final long MAX_PERIOD_NANOS = 100_000_000;

  private static final Watch WATCH =
      new Watch(
          "maybefork-held-callers",
          Math.min(PERIOD_NANOS, MAX_PERIOD_NANOS),
          500 * Math.min(PERIOD_NANOS, MAX_PERIOD_NANOS),
          HeldCallers::look,
          PlatformThreads::start);

  /** The topmost slice of each thread. */
  private static final ThreadPlaces<Child> SLICES = new ThreadPlaces<>();

  private static final HeldCallList LIST = new HeldCallList();

  // by the watch
  private static final @Nullable HeldCall[] LAST = new HeldCall[ThreadPlaces.COUNT];

  private static long lastLook = System.nanoTime();

  private HeldCallers() {}

  /** Two looks see what has lasted for so long. However long that is, it's a number. */
  static long periodNanos(long millis) {
    return millis == 0 ? Long.MAX_VALUE : Math.max(1, TimeUnit.MILLISECONDS.toNanos(millis) / 2);
  }

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
    WATCH.keep();
  }

  /** Whether there was anything. */
  private static boolean look() {
    boolean any = HeldChildren.look();
    long now = System.nanoTime();
    if (now - lastLook < PERIOD_NANOS && PERIOD_NANOS > MAX_PERIOD_NANOS) {
      return any;
    }
    lastLook = now;
    for (int i = 0; i < ThreadPlaces.COUNT; i++) {
      any |= look(i, SLICES.get(i));
    }
    return any;
  }

  /** Whether there was a slice. Whatever goes wrong with one of them, the others are looked at. */
  private static boolean look(int i, @Nullable Child child) {
    HeldCall before = LAST[i];
    try {
      if (child == null) {
        LAST[i] = null;
      } else if (before == null || before.child != child) {
        LAST[i] = new HeldCall(child);
      } else {
        before.look(LIST);
      }
    } catch (Throwable e) {
      LAST[i] = null; // it begins anew
    }
    return child != null;
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
