package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.cli.Timeline.Event;
import dev.maybefork.cli.Timeline.Mark;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that are written down here, one event each nanosecond. */
class SeedOrderTest {
  private static final long CALLER = 1;
  private static final long CHILD = 7;
  private static final long NOT_FORKED = 0;

  private final List<Event> events = new ArrayList<>();

  private void by(long thread, String... steps) {
    for (String step : steps) {
      Mark mark = step.equals(SeedProgram.RETURN) ? Mark.NOTE : Mark.STEP;
      events.add(new Event(events.size(), thread, mark, step, ""));
    }
  }

  @Test
  void notBlocking() {
    by(CALLER, "maybeFork");
    by(CHILD, "read", "endFork", "bar");
    by(CALLER, "}", "foo", "qat");
    SeedRun run = new SeedRun(NOT_FORKED, false, events);
    assertThat(SeedOrder.differencesIfNotBlocking(run)).isEmpty();
    assertThat(SeedOrder.differencesIfBlocking(run))
        .contains("forked() should have been true and was false")
        .hasSize(4);
  }

  @Test
  void blocking() {
    by(CALLER, "maybeFork", "}", "foo");
    by(CHILD, "read", "endFork", "bar");
    by(CALLER, "join", "qat");
    SeedRun run = new SeedRun(CHILD, true, events);
    assertThat(SeedOrder.differencesIfBlocking(run)).isEmpty();
    assertThat(SeedOrder.differencesIfNotBlocking(run))
        .contains("forked() should have been false and was true");
  }

  @Test
  void qatThatDoesNotWaitForBarIsWrong() {
    by(CALLER, "maybeFork", "}", "foo", "join", "qat");
    by(CHILD, "read", "endFork", "bar");
    assertThat(SeedOrder.differencesIfBlocking(new SeedRun(CHILD, true, events)))
        .containsExactly("bar before qat should have been true and was false");
  }

  @Test
  void endForkThatDeniesTheForkIsWrong() {
    by(CALLER, "maybeFork", "}", "foo");
    by(CHILD, "read", "endFork", "bar");
    by(CALLER, "join", "qat");
    assertThat(SeedOrder.differencesIfBlocking(new SeedRun(CHILD, false, events)))
        .containsExactly("endFork() should have been true and was false");
  }

  @Test
  void aBodyThatWasDoneBeforeItsCallerReturnedIsNoChild() {
    by(CALLER, "maybeFork");
    by(CHILD, "read", "endFork", "bar");
    by(CALLER, "}", "foo", "join", "qat");
    assertThat(SeedOrder.differencesIfBlocking(new SeedRun(CHILD, true, events)))
        .anyMatch(difference -> difference.startsWith("the child's order"));
  }
}
