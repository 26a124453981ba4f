package dev.maybefork.cli;

import dev.maybefork.cli.SeedRun.Lane;
import dev.maybefork.cli.Timeline.Event;
import dev.maybefork.cli.Timeline.Mark;
import java.util.ArrayList;
import java.util.List;

/** A run as text: a line for each event, a column for each thread. */
final class LaneView {
  private static final int COLUMNS = 3;

  private final SeedRun run;
  private final List<Event> events;

  private LaneView(SeedRun run) {
    this.run = run;
    this.events = withoutNeedlessBegins(run.events());
  }

  static List<String> lines(SeedRun run) {
    LaneView view = new LaneView(run);
    List<String> lines = new ArrayList<>();
    lines.add(line("ms", "caller", run.forked() ? "child" : "", "peer"));
    for (int i = 0; i < view.events.size(); i++) {
      lines.add(view.line(i));
    }
    return lines;
  }

  /** The begin of a step tells something only if other things happen before its end. */
  private static List<Event> withoutNeedlessBegins(List<Event> all) {
    List<Event> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean needless =
          all.get(i).mark() == Mark.BEGIN
              && i + 1 < all.size()
              && all.get(i + 1).name().equals(all.get(i).name());
      if (!needless) {
        kept.add(all.get(i));
      }
    }
    return kept;
  }

  private String line(int i) {
    Event event = events.get(i);
    String[] cells = new String[COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      cells[column] = column == column(event) ? text(event) : filler(i, column);
    }
    return line(Times.millis(event.nanos() - run.beganAt(), 3), cells[0], cells[1], cells[2]);
  }

  private static String line(String time, String caller, String child, String peer) {
    return String.format("%8s  %-25s  %-25s  %s", time, caller, child, peer).stripTrailing();
  }

  private int column(Event event) {
    return switch (run.lane(event)) {
      case CALLER, INLINE -> 0;
      case CHILD -> 1;
      case PEER -> 2;
    };
  }

  private String text(Event event) {
    String indent = run.lane(event) == Lane.INLINE ? "  " : "";
    String rest = event.mark() == Mark.BEGIN ? "..." : event.detail();
    return (indent + event.name() + ' ' + rest).stripTrailing();
  }

  /** A dot while a thread goes on elsewhere: it has more to come, and has begun. */
  private String filler(int i, int column) {
    boolean begun = hasEvent(0, i, column) || (column == 1 && hasReturned(i));
    return column < 2 && begun && hasEvent(i + 1, events.size(), column) ? "." : "";
  }

  private boolean hasEvent(int from, int to, int column) {
    return events.subList(from, to).stream().anyMatch(event -> column(event) == column);
  }

  /** From then on a child, if there is one, is on its own. */
  private boolean hasReturned(int i) {
    return events.subList(0, i + 1).stream()
        .anyMatch(event -> event.name().equals(SeedProgram.RETURN));
  }
}
