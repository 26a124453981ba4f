package dev.maybefork.cli;

import java.util.Locale;

/** Times for people. */
final class Times {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  private Times() {}

  /** In microseconds or milliseconds, whichever suits. */
  static String of(long nanos) {
    return nanos < MILLI
        ? String.format(Locale.ROOT, "%.1f us", (double) nanos / MICRO)
        : millis(nanos, 1) + " ms";
  }

  /** In milliseconds, without the unit. */
  static String millis(long nanos, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", (double) nanos / MILLI);
  }
}
