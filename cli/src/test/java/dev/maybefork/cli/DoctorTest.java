package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.MaybeFork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DoctorTest {
  private static final CommandRun RUN = CommandRun.of("doctor");

  @Test
  void tellsTheEngine() {
    assertThat(RUN.out()).startsWith("engine").contains(MaybeFork.engineStatus().reason());
    assertThat(RUN.exitStatus()).isEqualTo(EngineReport.isInline() ? 0 : 1);
  }

  @Test
  void namesTheCallThatNobodyCouldSee() {
    assumeFalse(
        MaybeFork.engineStatus().engine().equals("watch"),
        "nothing is noticed where children are watched");
    assertThat(RUN.out())
        .containsPattern("\nForeign function +holds the caller")
        .containsPattern("\ndev.maybefork.cli.NativeKinds.sleep.* +1 +\\d+.\\d ms");
  }

  @Test
  void tellsWhatItRunsOn() {
    assertThat(RUN.out()).contains("JDK", "VM", "OS", "parallelism", Runtime.version().toString());
  }

  @Test
  void hasALineForEachKind() {
    List<String> names = new ArrayList<>(Kinds.ALL.stream().map(Kind::name).toList());
    names.add("System.in.read");
    for (String name : names) {
      assertThat(RUN.out())
          .containsPattern(
              "\n" + name + " +(forks|does not fork|holds the caller|could not be tried)");
    }
  }
}
