package dev.maybefork.report.read;

import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What a read or write goes to, by numbers, where two of them at a time are of no use: a file, or
 * the connection of a client. That a peer is a client shows in its port, which the system chose. To
 * a server there may be many connections; the recording doesn't say which one it was.
 */
final class Targets {
  /** Two waits may be at the same time, as far as is known. */
  static final int ANY = 0;

  private static final int FIRST_CHOSEN_PORT = 32_768;

  private final Map<String, Integer> numbers = new HashMap<>();

  int of(RecordedEvent event) {
    if (event.hasField("path")) {
      return number(event.getString("path"));
    }
    if (event.hasField("port") && event.getInt("port") >= FIRST_CHOSEN_PORT) {
      return number(event.getString("address") + ":" + event.getInt("port"));
    }
    return ANY;
  }

  private int number(@Nullable String name) {
    return name == null ? ANY : numbers.computeIfAbsent(name, _ -> numbers.size() + 1);
  }
}
