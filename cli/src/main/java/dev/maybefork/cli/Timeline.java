package dev.maybefork.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What happened, by the threads that it happened to. Noting something down never blocks. */
final class Timeline {
  /** What an event is to the order of things. */
  enum Mark {
    /** A step begins; it ends with a {@link #STEP} of the same name. */
    BEGIN,
    /** A step that is part of the order. */
    STEP,
    /** Anything else worth showing. */
    NOTE
  }

  record Event(long nanos, long threadId, Mark mark, String name, String detail) {}

  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  void begin(String name) {
    add(Mark.BEGIN, name, "");
  }

  void step(String name, String detail) {
    add(Mark.STEP, name, detail);
  }

  void note(String name, String detail) {
    add(Mark.NOTE, name, detail);
  }

  private void add(Mark mark, String name, String detail) {
    events.add(new Event(System.nanoTime(), Thread.currentThread().threadId(), mark, name, detail));
  }

  List<Event> events() {
    return events.stream().sorted(Comparator.comparingLong(Event::nanos)).toList();
  }
}
