package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.cli.Timeline.Event;
import dev.maybefork.cli.Timeline.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneViewTest {
  private static Event at(int millis, long thread, Mark mark, String name, String detail) {
    return new Event(millis * 1_000_000L, thread, mark, name, detail);
  }

  @Test
  void putsTheBodyBesideItsCallerFromItsForkOn() {
    SeedRun run =
        new SeedRun(
            7,
            true,
            List.of(
                at(1, 1, Mark.STEP, "maybeFork", "{"),
                at(2, 7, Mark.BEGIN, "read", ""),
                at(3, 1, Mark.NOTE, SeedProgram.RETURN, "forked"),
                at(4, 9, Mark.NOTE, "sends", ""),
                at(5, 7, Mark.BEGIN, "bar", ""),
                at(6, 7, Mark.STEP, "bar", "answers"),
                at(8, 1, Mark.STEP, "join", "")));
    assertThat(LaneView.lines(run))
        .containsExactly(
            "      ms  caller                     child                      peer",
            "   0.000  maybeFork {",
            "   1.000    read ...",
            "   2.000  } forked                   .",
            "   3.000  .                          .                          sends",
            "   5.000  .                          bar answers",
            "   7.000  join");
  }
}
