package dev.maybefork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return BenchCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "(", "bod", "grpc,nonsense", ""})
  void aJobThatIsntThereIsWrongUsage(String only) {
    assertThat(run("--only", only)).isEqualTo(2);
    assertThat(err.toString()).contains("No job is called", "body", "fan-out", "grpc", "page");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nonsense", "--rounds=0", "--rounds=x", "quick"})
  void aWrongArgumentIsWrongUsage(String argument) {
    assertThat(run(argument)).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: maybefork bench");
  }

  @Test
  void helpListsTheJobs() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("--quick", "--only", "--out", "outstanding", "start-up");
  }
}
