package dev.maybefork.report.read;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** With which settings the recording was made, as far as it says so. */
final class Settings {
  private final Map<Long, String> names = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  /** From the metadata of the recording: which event has which number. */
  void name(long id, String event) {
    names.put(id, event);
  }

  /** A {@code jdk.ActiveSetting}. */
  void accept(RecordedEvent setting) {
    @Nullable String event = names.get(setting.getLong("id"));
    if (event != null) {
      values.put(event + "#" + setting.getString("name"), setting.getString("value"));
    }
  }

  boolean isEnabled(String event) {
    return Boolean.parseBoolean(values.get(event + "#enabled"));
  }

  boolean isThrottled(String event) {
    @Nullable String throttle = values.get(event + "#throttle");
    return throttle != null && !throttle.equals("off");
  }

  /** What is shorter than so many nanoseconds isn't recorded; empty if that isn't known. */
  OptionalLong threshold(String event) {
    @Nullable String value = values.get(event + "#threshold");
    return value == null ? OptionalLong.empty() : nanos(value);
  }

  @Nullable String thresholdText(String event) {
    return values.get(event + "#threshold");
  }

  private static OptionalLong nanos(String text) {
    int space = text.indexOf(' ');
    try {
      long number = Long.parseLong(space < 0 ? text : text.substring(0, space));
      String unit = space < 0 ? "ns" : text.substring(space + 1).toLowerCase(Locale.ROOT);
      return switch (unit) {
        case "ns" -> OptionalLong.of(number);
        case "us" -> OptionalLong.of(number * 1_000);
        case "ms" -> OptionalLong.of(number * 1_000_000);
        case "s" -> OptionalLong.of(number * 1_000_000_000);
        default -> OptionalLong.empty();
      };
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
