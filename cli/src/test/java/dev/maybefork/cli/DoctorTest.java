package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
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
  void tellsWhatItRunsOn() {
    assertThat(RUN.out()).contains("JDK", "VM", "OS", "parallelism", Runtime.version().toString());
  }

  @Test
  void hasALineForEachKind() {
    for (Kind kind : Kinds.ALL) {
      assertThat(RUN.out())
          .containsPattern(
              "\n" + kind.name() + " +(forks|does not fork|holds the caller|could not be tried)");
    }
  }
}
