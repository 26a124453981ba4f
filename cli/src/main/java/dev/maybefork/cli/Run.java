package dev.maybefork.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs any Java program with the agent and a flight recording, and leaves a report. */
@Command(
    name = "run",
    sortOptions = false,
    customSynopsis =
        "maybefork run [--report=PAGE] [--recording=FILE] [--duration=TIME] JAVA-ARGS...",
    description = {
      "Runs a Java program as \"java JAVA-ARGS...\" would, with the library's agent and a flight"
          + " recording, and leaves a report of where it blocked.",
      "Input, output, signals and the exit status are the program's own. What is said here goes to"
          + " the standard error."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      " :the program's; 128 and the signal's number if a signal ended it",
      "2:wrong usage: the program was not started"
    })
final class Run implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--report",
      paramLabel = "PAGE",
      description = "The report, replaced if it is there. Default: ${DEFAULT-VALUE}")
  private Path page = Path.of("maybefork-report.html");

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description = "Keeps the recording, too, for ./maybefork report or JDK Mission Control.")
  private @Nullable Path recording;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description =
          "Ends the recording after that time (30s, 5m, 1h) and writes the report then. The program"
              + " goes on.")
  private @Nullable String duration;

  @Parameters(
      arity = "1..*",
      paramLabel = "JAVA-ARGS",
      description = "What java would be given: -jar app.jar, say, and the program's arguments.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<String> arguments;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration length = duration == null ? null : length(duration);
    ensureWritable(page);
    if (recording != null) {
      ensureWritable(recording);
    }
    ReportMaker maker = new ReportMaker(spec.commandLine().getErr());
    try (RecordedProgram program = new RecordedProgram(arguments, length)) {
      return program.run(maker, page, recording);
    }
  }

  private void ensureWritable(Path file) {
    if (!ReportMaker.isWritable(file)) {
      throw new ParameterException(
          spec.commandLine(), "Can't write " + file + ": is its folder there, and writable?");
    }
  }

  private Duration length(String text) {
    if (!text.matches("[1-9][0-9]{0,6}[smh]")) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--duration': '" + text + "' is not like 30s, 5m or 1h");
    }
    return Duration.parse("PT" + text);
  }
}
