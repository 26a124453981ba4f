package dev.maybefork.examples.checksums;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that the subcommands have in common. */
final class HowToSum {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // set by picocli
  private Hasher hasher;

  private int limit;

  @Option(
      names = "--algorithm",
      defaultValue = "SHA-256",
      description = "The checksum, by its name in the JDK. Default: ${DEFAULT-VALUE}.")
  void algorithm(String name) {
    try {
      hasher = new Hasher(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--algorithm: " + e.getMessage(), e);
    }
  }

  @Option(
      names = "--limit",
      defaultValue = "64",
      description = "How many files may be waited for at once. Default: ${DEFAULT-VALUE}.")
  void limit(int files) {
    limit = atLeastOne(spec, "--limit", files);
  }

  static int atLeastOne(CommandSpec spec, String option, int number) {
    if (number < 1) {
      throw new ParameterException(spec.commandLine(), option + ": must be at least 1: " + number);
    }
    return number;
  }

  Hasher hasher() {
    return hasher;
  }

  int limit() {
    return limit;
  }
}
