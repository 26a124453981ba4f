package dev.maybefork.report.read;

import jdk.jfr.consumer.RecordedEvent;

/**
 * What loops and scopes tell of their bodies: the only events that count those that didn't fork.
 */
final class LoopsAndScopes {
  private long inline;
  private long loopsAtLimit;

  void loop(RecordedEvent event) {
    inline += event.getLong("inline");
    loopsAtLimit += event.getLong("atLimit");
  }

  void scope(RecordedEvent event) {
    inline += event.getLong("inline");
  }

  long inline() {
    return inline;
  }

  long loopsAtLimit() {
    return loopsAtLimit;
  }
}
