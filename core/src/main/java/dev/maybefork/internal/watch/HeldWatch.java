package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.PlatformThreads;
import dev.maybefork.internal.jdk.Settings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The one watchdog over all that holds callers, and who else has to look from time to time. */
public final class HeldWatch {
  /** How long a call must hold its caller to be noticed, at least; none is if this is 0. */
  static final long MILLIS = Settings.number("maybefork.heldMillis", 20);

  /** Short enough for those who wait for {@link HeldChildren} to tell of them, too. */
  private static final long MAX_PERIOD_NANOS = 100_000_000;

  private static final List<BooleanSupplier> LOOKS = new CopyOnWriteArrayList<>();

  private static final Watchdog WATCHDOG =
      new Watchdog(
          "maybefork-held-callers",
          periodNanos(),
          500 * periodNanos(),
          HeldWatch::look,
          PlatformThreads::start);

  private HeldWatch() {}

  private static long periodNanos() {
    return MILLIS == 0
        ? MAX_PERIOD_NANOS
        : Math.min(TimeUnit.MILLISECONDS.toNanos(MILLIS) / 2, MAX_PERIOD_NANOS);
  }

  /**
   * Adds somewhere to look.
   *
   * @param look whether there was anything to see
   */
  public static void add(BooleanSupplier look) {
    LOOKS.add(look);
  }

  /** Called when there is something to see: wherever a body runs. */
  public static void keep() {
    WATCHDOG.keep();
  }

  private static boolean look() {
    boolean any = false;
    for (BooleanSupplier look : LOOKS) {
      any |= look.getAsBoolean();
    }
    return any;
  }
}
