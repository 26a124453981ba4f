package dev.maybefork.examples.checksums;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code checksums}: all it does by itself is to name its subcommands. */
@Command(
    name = "checksums",
    description = "Checksums of trees of files; and which way to make them is how fast.",
    mixinStandardHelpOptions = true,
    version = "checksums: an example of maybefork",
    subcommands = {Sum.class, Measure.class},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all files were read", "1:some file could not be read", "2:wrong usage"})
public final class Checksums implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private Checksums() {}

  /**
   * Runs the command line and ends the JVM with its exit status.
   *
   * @param arguments the subcommand and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Checksums()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
