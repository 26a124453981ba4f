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

  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(MILLIS);

  private static final Watch WATCH =
      new Watch(
          "maybefork-held-callers",
          periodNanos(),
          500 * periodNanos(),
          HeldCallers::look,
          PlatformThreads::start);

  /** The topmost slice of each thread. */
  private static final ThreadPlaces<Child> SLICES = new ThreadPlaces<>();

  private static final HeldCallList LIST = new HeldCallList();

  // by the watch
  private static final @Nullable HeldCall[] LAST = new HeldCall[ThreadPlaces.COUNT];

  private HeldCallers() {}

  /** Short enough for those who wait for {@link HeldChildren} to tell of them, too. */
  private static long periodNanos() {
    long longest = 100_000_000;
    return MILLIS == 0 ? longest : Math.min(NANOS / 2, longest);
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
    for (int i = 0; i < ThreadPlaces.COUNT; i++) {
      any |= look(i, SLICES.get(i));
    }
    return any;
  }

  /** Whether there was a slice. */
  private static boolean look(int i, @Nullable Child child) {
    HeldCall before = LAST[i];
    if (child == null) {
      LAST[i] = null;
    } else if (before == null || before.child != child) {
      LAST[i] = new HeldCall(child);
    } else {
      before.look(LIST, NANOS / 2);
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
