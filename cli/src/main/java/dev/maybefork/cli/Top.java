package dev.maybefork.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what blocks in a running program, while it does. */
@Command(
    name = "top",
    description = {
      "Shows the counters of a running program and where it blocks, anew every two seconds, until"
          + " the program ends.",
      "It attaches to the program, which must be of the same user, starts its local management"
          + " agent, and records its blocks while it looks."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the program has ended, or --count is reached",
      "1:there is no such program, or it can't be looked at",
      "2:wrong usage"
    })
final class Top implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "PID", description = "The program's process.")
  private long pid;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "How often. Default: ${DEFAULT-VALUE}")
  private int interval = 2;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many times, then it ends. Default: for ever")
  private @Nullable Integer count;

  @Option(
      names = "--sites",
      paramLabel = "N",
      description = "How many places at most. Default: ${DEFAULT-VALUE}")
  private int sites = 12;

  @Override
  public Integer call() throws InterruptedException {
    ensure(pid > 0, "PID must be a process");
    ensure(interval > 0 && interval <= 3_600, "--interval must be from 1 to 3600");
    ensure(count == null || count > 0, "--count must be positive");
    ensure(sites > 0 && sites <= 1_000, "--sites must be from 1 to 1000");
    PrintWriter err = spec.commandLine().getErr();
    try (WatchedProgram program = WatchedProgram.attach(pid)) {
      show(program);
      return ExitCode.OK;
    } catch (IOException e) {
      err.println("maybefork: can't look at process " + pid + ": " + oneLine(e));
      err.flush();
      return ExitCode.SOFTWARE;
    }
  }

  private void ensure(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private static String oneLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void show(WatchedProgram program) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    TopScreen screen = new TopScreen(pid, Terminals.isOutput());
    for (int i = 0; count == null || i < count; i++) {
      Thread.sleep(Duration.ofSeconds(interval));
      try {
        List<String> lines =
            screen.lines(program.counters(), program.sites(sites), Duration.ofSeconds(interval));
        lines.forEach(out::println);
        out.flush();
      } catch (IOException e) {
        out.println("Process " + pid + " has ended.");
        out.flush();
        return;
      }
    }
  }
}
