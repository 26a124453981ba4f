package dev.maybefork.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code maybefork}: all it does by itself is to name its subcommands. */
@Command(
    name = "maybefork",
    description = "Fork on blocking: shows what the library does, and what it can do here.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {Demo.class, Doctor.class, Run.class, Report.class, Top.class, Bench.class},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:as expected", "1:not as expected; see the subcommand", "2:wrong usage"})
public final class Main implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private Main() {}

  /**
   * Runs the command line and ends the JVM with its exit status.
   *
   * @param arguments the subcommand and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    // From the first word on that is none of its own options, all is for java.
    Objects.requireNonNull(commandLine.getSubcommands().get("run"))
        .setUnmatchedOptionsArePositionalParams(true)
        .setStopAtPositional(true)
        .setPosixClusteredShortOptionsAllowed(false);
    return commandLine;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
