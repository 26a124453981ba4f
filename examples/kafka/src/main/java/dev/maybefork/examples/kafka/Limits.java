package dev.maybefork.examples.kafka;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much may be under way at once: options that subcommands have in common. */
final class Limits {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private int records;
  private int polls;

  @Option(
      names = "--limit",
      defaultValue = "64",
      description = "How many records of a poll may wait at once. Default: ${DEFAULT-VALUE}.")
  void records(int number) {
    records = atLeastOne(spec, "--limit", number);
  }

  @Option(
      names = "--polls",
      defaultValue = "4",
      description = "Of how many polls records may wait at once. Default: ${DEFAULT-VALUE}.")
  void polls(int number) {
    polls = atLeastOne(spec, "--polls", number);
  }

  static int atLeastOne(CommandSpec spec, String option, int number) {
    if (number < 1) {
      throw new ParameterException(spec.commandLine(), option + ": must be at least 1: " + number);
    }
    return number;
  }

  int records() {
    return records;
  }

  int polls() {
    return polls;
  }
}
