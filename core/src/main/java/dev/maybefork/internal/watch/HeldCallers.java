package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.Internals;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices callers that are held in native code where no hook sees it. All that a slice pays for it
 * is to say on which thread it is; {@link HeldWatch} looks there from time to time, as long as
 * there are slices, and asks the system about those that it sees again.
 */
public final class HeldCallers {
  private static final long MILLIS = HeldWatch.MILLIS;
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(MILLIS);

  /** The topmost slice of each thread. */
  private static final ThreadSlots<WatchedSlice> SLICES = new ThreadSlots<>();

  private static final HeldCallLog LOG = new HeldCallLog();

  // by the watch
  private static final @Nullable HeldCall[] LAST = new HeldCall[ThreadSlots.COUNT];

  static {
    HeldWatch.add(HeldCallers::look);
  }

  private HeldCallers() {}

  /**
   * A slice begins. Called by its host.
   *
   * @return the slice that lies below on the same stack: the parent that runs it, unless that has a
   *     stack of its own
   */
  public static @Nullable WatchedSlice enter(WatchedSlice slice, @Nullable WatchedSlice parent) {
    WatchedSlice below = parent != null && SLICES.has(parent.slot, parent) ? parent : null;
    slice.slot = below == null ? (short) SLICES.of(Internals.osThread()) : below.slot;
    if (slice.slot >= 0 && MILLIS > 0) {
      SLICES.set(slice.slot, slice);
    }
    HeldWatch.keep();
    return below;
  }

  /** The slice has ended. Called by its host. */
  public static void leave(WatchedSlice slice, @Nullable WatchedSlice below) {
    if (slice.slot >= 0 && MILLIS > 0) {
      SLICES.set(slice.slot, below);
    }
  }

  /** What ran has come to its end on the stack on which its last slice was. Called by its host. */
  public static void countEnd(WatchedSlice slice) {
    SLICES.count(slice.slot);
  }

  /** What ran has come to its end elsewhere, or on a thread that has no slot. */
  public static void countEnd() {
    SLICES.count(/* slot= */ -1);
  }

  /** How many ended, since the start of the JVM. */
  public static long ends() {
    return SLICES.total();
  }

  /** Whether there was anything. */
  private static boolean look() {
    boolean any = false;
    for (int i = 0; i < ThreadSlots.COUNT; i++) {
      any |= look(i, SLICES.get(i));
    }
    return any;
  }

  /** Whether there was a slice. */
  private static boolean look(int i, @Nullable WatchedSlice slice) {
    HeldCall before = LAST[i];
    if (before != null && (slice == null || !before.isOf(slice))) {
      before.over();
    }
    if (slice == null) {
      LAST[i] = null;
    } else if (before == null || !before.isOf(slice)) {
      LAST[i] = new HeldCall(slice, SLICES.owner(i));
    } else {
      before.look(LOG, NANOS / 2);
    }
    return slice != null;
  }

  /** The slices that are found now. */
  static List<WatchedSlice> found() {
    return SLICES.found();
  }

  /** The calls that were noticed since the start of the JVM. */
  public static List<HeldCallSite> list() {
    return LOG.list();
  }
}
