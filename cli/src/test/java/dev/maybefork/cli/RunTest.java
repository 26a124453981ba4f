package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through {@code maybefork run}, and what it leaves. */
@Tag("process")
class RunTest {
  private static final String PAGE = "page = 1.html";

  @TempDir private Path folder;

  private CommandProcess run(List<String> options, String program) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "--report", PAGE));
    arguments.addAll(options);
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of(RecordedMain.class.getName(), program));
    return CommandProcess.start(folder, arguments.toArray(String[]::new));
  }

  private String page() throws Exception {
    return Files.readString(folder.resolve(PAGE));
  }

  @Test
  void streamsAndExitStatusAreThePrograms() throws Exception {
    try (CommandProcess run = run(List.of("--recording", "kept.jfr"), "echo")) {
      run.type("a word");
      assertThat(run.exitStatus()).isEqualTo(7);
      assertThat(run.out()).isEqualTo("heard a word\n");
      assertThat(run.err()).contains("maybefork: the report is in " + PAGE);
      assertThat(page()).contains(RecordedMain.class.getName() + " echo");
      assertThat(CommandRun.of("report", folder.resolve("kept.jfr").toString()).exitStatus())
          .isZero();
      assertThat(folder.resolve("kept.html")).isNotEmptyFile();
    }
  }

  @Test
  void aProgramThatFailsLeavesWhatThereIs() throws Exception {
    try (CommandProcess run = run(List.of(), "fails")) {
      assertThat(run.exitStatus()).isEqualTo(1);
      assertThat(run.err()).contains("as it must", "the report is in");
      assertThat(page()).contains("<!DOCTYPE html>");
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void signalsReachTheProgram(String signal, int status) throws Exception {
    assumeFalse(isIgnored(status - 128), "whoever started the tests in the background ignores it");
    try (CommandProcess run = run(List.of(), "waits")) {
      run.awaitOut("ready");
      new ProcessBuilder("kill", "-" + signal, String.valueOf(run.pid())).start().waitFor();
      assertThat(run.exitStatus()).isEqualTo(status);
      assertThat(run.out()).contains("bye");
      assertThat(page()).contains("RecordedMain.sleeps");
    }
  }

  /** Then the programs that we start ignore it, too: a shell's background jobs do with INT. */
  private static boolean isIgnored(int signal) throws Exception {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) { // only Linux has it
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> line.substring("SigIgn:".length()).strip())
        .anyMatch(ignored -> (Long.parseUnsignedLong(ignored, 16) >> (signal - 1) & 1) == 1);
  }

  @Test
  void aProgramThatWasKilledLeavesWhatTheRecorderHadWritten() throws Exception {
    try (CommandProcess run = run(List.of(), "waits")) {
      run.awaitOut("ready");
      awaitWrite(run.program());
      assertThat(run.program().destroyForcibly()).isTrue();
      assertThat(run.exitStatus()).isEqualTo(137);
      assertThat(run.err()).contains("maybefork: ").doesNotContain("Exception");
      assertThat(page()).contains("RecordedMain.sleeps");
    }
  }

  /** Until the recorder has written what it has now. It does so once a second. */
  private static void awaitWrite(ProcessHandle program) throws Exception {
    String option = "-XX:FlightRecorderOptions:repository=";
    Path repository =
        Stream.of(program.info().arguments().orElseThrow())
            .filter(argument -> argument.startsWith(option))
            .map(argument -> Path.of(argument.substring(option.length())))
            .findFirst()
            .orElseThrow();
    Instant later = Instant.now().plusMillis(1_100);
    Instant deadline = later.plusSeconds(50);
    while (!isWrittenAfter(later, repository)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private static boolean isWrittenAfter(Instant time, Path repository) throws Exception {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(file -> file.toString().endsWith(".jfr"))
          .anyMatch(file -> file.toFile().lastModified() > time.toEpochMilli());
    }
  }

  @Test
  void theRecordingEndsAndTheProgramGoesOn() throws Exception {
    try (CommandProcess run = run(List.of("--duration", "1s"), "waits")) {
      run.awaitOut("ready");
      run.awaitErr("the report is in");
      assertThat(page()).contains("RecordedMain.sleeps");
      run.type("go on");
      assertThat(run.exitStatus()).isZero();
      assertThat(run.out()).contains("goes");
    }
  }

  @Test
  void noSuchClassIsTheProgramsOwnAffair() throws Exception {
    try (CommandProcess run = CommandProcess.start(folder, "run", "no.such.Program")) {
      assertThat(run.exitStatus()).isEqualTo(1);
      assertThat(run.err()).contains("no.such.Program").doesNotContain("\tat ");
    }
  }

  @Test
  void withoutAProgramItIsWrongUsage() {
    CommandRun run = CommandRun.of("run", "--report", folder.resolve("page.html").toString());
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("JAVA-ARGS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "0s", "5", "-1s", "1d", "99999999h"})
  void aDurationThatIsNone(String duration) {
    CommandRun run = CommandRun.of("run", "--duration", duration, "-version");
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("--duration");
  }

  @Test
  void whereNoPageCanBeWrittenNothingIsStarted() {
    CommandRun run = CommandRun.of("run", "--report", folder + "/none/page.html", "-version");
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("Can't write");
  }
}
