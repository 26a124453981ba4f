package dev.maybefork.cli;

import dev.maybefork.cli.Timeline.Event;
import dev.maybefork.cli.Timeline.Mark;
import java.util.List;

/**
 * What one run of the seed's program left behind.
 *
 * @param forkId the fork's id, 0 if it said that it had not forked
 * @param endForkSaid what endFork returned
 * @param events what happened, in order of time
 */
record SeedRun(long forkId, boolean endForkSaid, List<Event> events) {

  /** Where something happened. */
  enum Lane {
    CALLER,
    /** The body, while its caller can't do anything else. */
    INLINE,
    /** The body, on its own. */
    CHILD,
    PEER
  }

  boolean forked() {
    return forkId != 0;
  }

  /** When maybeFork was called. */
  long beganAt() {
    return first("maybeFork").nanos();
  }

  Lane lane(Event event) {
    if (event.threadId() == first("maybeFork").threadId()) {
      return Lane.CALLER;
    }
    if (event.threadId() != first("read").threadId()) {
      return Lane.PEER;
    }
    boolean onItsOwn = event.threadId() == forkId && event.nanos() > returnedAt();
    return onItsOwn ? Lane.CHILD : Lane.INLINE;
  }

  private long returnedAt() {
    return first(SeedProgram.RETURN).nanos();
  }

  private Event first(String name) {
    return events.stream().filter(event -> event.name().equals(name)).findFirst().orElseThrow();
  }

  /** The names of the steps in some of the lanes, in order of time. */
  List<String> steps(Lane... lanes) {
    return events.stream()
        .filter(event -> event.mark() == Mark.STEP && List.of(lanes).contains(lane(event)))
        .map(Event::name)
        .toList();
  }
}
