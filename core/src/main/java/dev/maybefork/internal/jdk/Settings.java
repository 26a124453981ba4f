package dev.maybefork.internal.jdk;

import java.lang.System.Logger.Level;

/** The library's system properties that are numbers. */
public final class Settings {
  private Settings() {}

  /** The property; the default one, which is said, if it is no number that is 0 or more. */
  public static long number(String property, long byDefault) {
    String value = System.getProperty(property);
    if (value == null) {
      return byDefault;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    Log.later(
        Level.WARNING,
        "-D{0}={1} is no number that is 0 or more: taking {2}",
        property,
        Log.printable(value),
        byDefault);
    return byDefault;
  }
}
