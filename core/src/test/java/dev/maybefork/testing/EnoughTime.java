package dev.maybefork.testing;

import java.time.Duration;
import java.util.function.Predicate;

/** For tests of what a body is at when its time is over. */
public final class EnoughTime {
  private static final Duration MOST = Duration.ofSeconds(10);

  private EnoughTime() {}

  /** Tries with ever more time, until the body is at what it's meant to be at by then. */
  public static void until(Predicate<Duration> isThereInTime) {
    Duration time = Duration.ofMillis(5);
    while (!isThereInTime.test(time)) {
      time = time.multipliedBy(2);
      if (time.compareTo(MOST) >= 0) {
        throw new AssertionError("not there within " + time);
      }
    }
  }
}
