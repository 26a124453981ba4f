package dev.maybefork.examples.kafka;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much may be under way at once, and for how long: options of more than one subcommand. */
final class Limits {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // set by picocli
  private Duration timeout;

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

  @Option(
      names = "--timeout",
      defaultValue = "PT10S",
      description = "How long to wait for a customer, at most. Default: ${DEFAULT-VALUE}.")
  void timeout(Duration time) {
    if (time.toMillis() < 1 || time.toMillis() > Integer.MAX_VALUE) {
      throw new ParameterException(
          spec.commandLine(), "--timeout: must be from a millisecond to 24 days: " + time);
    }
    timeout = time;
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

  Duration timeout() {
    return timeout;
  }
}
