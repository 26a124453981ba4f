package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @Test
  void withoutSubcommandItIsWrongUsage() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("Usage: maybefork", "demo", "doctor");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "demo", "doctor"})
  void anUnknownOptionIsWrongUsage(String subcommand) {
    CommandRun run =
        subcommand.isEmpty()
            ? CommandRun.of("--nonsense")
            : CommandRun.of(subcommand, "--nonsense");
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("Unknown option: '--nonsense'");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpNamesTheSubcommands() {
    CommandRun run = CommandRun.of("--help");
    assertThat(run.exitStatus()).isZero();
    assertThat(run.out()).contains("demo", "doctor", "bench", "--version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "doctor"})
  void helpOfASubcommandSaysWhatItsExitStatusMeans(String subcommand) {
    CommandRun run = CommandRun.of(subcommand, "--help");
    assertThat(run.exitStatus()).isZero();
    assertThat(run.out()).contains("Exit status:");
  }

  @Test
  void theBenchmarksAreAnotherJar() {
    CommandRun run = CommandRun.of("bench", "--quick");
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("./maybefork bench");
  }

  @Test
  void versionIsThatOfTheLibrary() {
    CommandRun run = CommandRun.of("--version");
    assertThat(run.exitStatus()).isZero();
    assertThat(run.out()).startsWith("maybefork ").contains(Version.ofLibrary());
  }
}
