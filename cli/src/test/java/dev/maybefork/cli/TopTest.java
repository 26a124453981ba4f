package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.report.model.Way;
import dev.maybefork.report.read.LiveSites.LiveSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopTest {
  @TempDir private Path folder;

  @Test
  @Tag("process")
  void countersAndSitesOfARunningProgram() throws Exception {
    try (CommandProcess program = CommandProcess.start(folder, RecordedMain.class, "forks")) {
      program.awaitOut("ready");
      CommandRun run =
          CommandRun.of("top", "--interval", "2", "--count", "2", String.valueOf(program.pid()));
      assertThat(run.exitStatus()).as(run.err()).isZero();
      assertThat(run.out()).contains("Process " + program.pid() + ", engine ");
      assertThat(run.out()).contains("ended inline", "forked (SLEEP ", "A SECOND");
      assertThat(run.out()).containsPattern("RecordedMain.sleeps:\\d+ +SLEEP +forked +[1-9]");
      program.type("enough");
      assertThat(program.exitStatus()).isZero();
    }
  }

  @Test
  @Tag("process")
  void aProgramThatEndsMeanwhile() throws Exception {
    try (CommandProcess program = CommandProcess.start(folder, RecordedMain.class, "waits")) {
      program.awaitOut("ready");
      program.type("go");
      CommandRun run = CommandRun.of("top", "--interval", "1", String.valueOf(program.pid()));
      assertThat(run.exitStatus() == 0 ? run.out() : run.err()).contains("rocess");
      assertThat(run.exitStatus()).isBetween(0, 1);
    }
  }

  @Test
  void noSuchProcess() {
    CommandRun run = CommandRun.of("top", String.valueOf(Integer.MAX_VALUE));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("can't look at process");
  }

  @Test
  void whatIsNoProcess() {
    assertThat(CommandRun.of("top", "nonsense").exitStatus()).isEqualTo(2);
    assertThat(CommandRun.of("top", "0").exitStatus()).isEqualTo(2);
    assertThat(CommandRun.of("top", "--interval", "0", "1").exitStatus()).isEqualTo(2);
    assertThat(CommandRun.of("top").exitStatus()).isEqualTo(2);
  }

  @Test
  void ratesAreOfTheTimeBetweenTwoLooks() {
    TopScreen screen = new TopScreen(1, /* terminal= */ false);
    List<String> first = screen.lines(counts(100), List.of(), Duration.ofSeconds(2));
    assertThat(first).contains("ended inline      100");
    List<String> second = screen.lines(counts(300), List.of(), Duration.ofSeconds(2));
    assertThat(second).anyMatch(line -> line.matches("ended inline +300 +100"));
  }

  @Test
  void namesCannotSteerTheTerminal() {
    LiveSite hostile = new LiveSite("\u001b[2J\nevil", "\u0007", Way.BLOCKED, 1, 1, 1);
    List<String> lines =
        new TopScreen(1, /* terminal= */ false)
            .lines(null, List.of(hostile), Duration.ofSeconds(1));
    assertThat(String.join("", lines)).doesNotContain("\u001b", "\u0007", "\n").contains("evil");
  }

  private static Counts counts(long inline) {
    return new Counts("inline", inline, Map.of(), Map.of(), Map.of(), 0, 0, 0, 0, 0);
  }
}
