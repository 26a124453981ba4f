package dev.maybefork.report.read;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the library has counted while the recording lasted: the last of its numbers less the first.
 */
final class Counters {
  /** The numbers at one time. */
  private record Numbers(
      long inline,
      Map<String, Long> forks,
      Map<String, Long> heldBlocks,
      Map<String, Long> handOffs,
      long scopesAtLimit,
      long loopsAtLimit) {
    static final Numbers ZERO = new Numbers(0, Map.of(), Map.of(), Map.of(), 0, 0);
  }

  private Instant begin = Instant.EPOCH;
  private @Nullable RecordedEvent first;
  private @Nullable RecordedEvent last;

  /** A {@code maybefork.Stats}. */
  void accept(RecordedEvent event) {
    if (first == null || event.getStartTime().isBefore(first.getStartTime())) {
      first = event;
    }
    if (last == null || !event.getStartTime().isBefore(last.getStartTime())) {
      last = event;
    }
  }

  boolean known() {
    return last != null;
  }

  long inline() {
    return at(last).inline() - base().inline();
  }

  Map<String, Long> forks() {
    return difference(at(last).forks(), base().forks());
  }

  Map<String, Long> heldBlocks() {
    return difference(at(last).heldBlocks(), base().heldBlocks());
  }

  Map<String, Long> handOffs() {
    return difference(at(last).handOffs(), base().handOffs());
  }

  long scopesAtLimit() {
    return at(last).scopesAtLimit() - base().scopesAtLimit();
  }

  long loopsAtLimit() {
    return at(last).loopsAtLimit() - base().loopsAtLimit();
  }

  /** If the library came after the recording's begin, all it counted is of the recording. */
  private Numbers base() {
    return first == null || !first.getInstant("since").isBefore(begin) ? Numbers.ZERO : at(first);
  }

  /** When the recording began. */
  void begin(Instant instant) {
    begin = instant.truncatedTo(ChronoUnit.MILLIS);
  }

  private static Numbers at(@Nullable RecordedEvent event) {
    return event == null
        ? Numbers.ZERO
        : new Numbers(
            event.getLong("inline"),
            numbers(event.getString("forks")),
            numbers(event.getString("heldBlocks")),
            numbers(event.getString("handOffs")),
            event.getLong("scopesAtLimit"),
            event.getLong("loopsAtLimit"));
  }

  /** Of {@code PARK=3 SLEEP=1}. */
  private static Map<String, Long> numbers(@Nullable String text) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (String each : (text == null ? "" : text).split(" ", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0 && each.substring(equals + 1).matches("[0-9]{1,18}")) {
        numbers.put(each.substring(0, equals), Long.parseLong(each.substring(equals + 1)));
      }
    }
    return numbers;
  }

  private static Map<String, Long> difference(Map<String, Long> end, Map<String, Long> begin) {
    Map<String, Long> difference = new LinkedHashMap<>();
    end.forEach((name, number) -> {
      long more = number - begin.getOrDefault(name, 0L);
      if (more > 0) {
        difference.put(name, more);
      }
    });
    return difference;
  }
}
