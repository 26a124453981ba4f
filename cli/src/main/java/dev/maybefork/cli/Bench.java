package dev.maybefork.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Stands in the list of subcommands. The script {@code maybefork} starts the benchmarks itself:
 * they are another jar, and need the source tree.
 */
@Command(
    name = "bench",
    description =
        "Measures what the library costs, beside the other ways to do the same, and writes"
            + " docs/benchmarks.md. \"./maybefork bench --help\" has the options.")
final class Bench implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Unmatched
  @SuppressWarnings("UnusedVariable") // as none of them is ours to judge
  private List<String> arguments = List.of();

  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println("The benchmarks are not in this jar: run ./maybefork bench in a source tree.");
    return ExitCode.USAGE;
  }
}
