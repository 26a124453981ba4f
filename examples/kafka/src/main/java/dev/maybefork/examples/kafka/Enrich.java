package dev.maybefork.examples.kafka;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code enrich}: all it does by itself is to name its subcommands. */
@Command(
    name = "enrich",
    description = "Puts customers' names to orders, from one topic of Kafka to another.",
    mixinStandardHelpOptions = true,
    version = "enrich: an example of maybefork",
    subcommands = {
      Demo.class,
      Run.class,
      Measure.class,
      BrokerCommand.class,
      CustomersCommand.class
    })
public final class Enrich implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private Enrich() {}

  /**
   * Runs the command line and ends the JVM with its exit status.
   *
   * @param arguments the subcommand and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Enrich()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
