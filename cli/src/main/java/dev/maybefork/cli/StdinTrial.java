package dev.maybefork.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The trial of {@code System.in}, in a program of its own: whatever this one's standard input is,
 * it isn't ours to read. The program asks for a byte when it wants to be released.
 */
final class StdinTrial {
  private static final String WANTS_INPUT = "wants input";

  private StdinTrial() {}

  static String name() {
    return "System.in.read";
  }

  /** Takes the rest in milliseconds; writes what came of it, as its last line. */
  public static void main(String[] arguments) throws InterruptedException {
    Kind kind =
        Kind.released(
            name(), resources -> new Block(System.in::read, () -> System.out.println(WANTS_INPUT)));
    Trial trial = Trial.tryOut(kind, Duration.ofMillis(Long.parseLong(arguments[0])));
    System.out.println(trial.write());
  }

  static Trial tryOut(Duration rest) {
    try {
      Process process = start(rest);
      try (BufferedReader out = process.inputReader()) {
        return converse(process, out);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return new Trial.Untried(String.valueOf(e.getMessage()));
    }
  }

  private static Trial converse(Process process, BufferedReader out) throws IOException {
    String line = out.readLine();
    while (WANTS_INPUT.equals(line)) {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      line = out.readLine();
    }
    return line == null ? new Trial.Untried("another process did not start") : Trial.read(line);
  }

  /** With the options of this JVM, the agent among them. */
  private static Process start(Duration rest) throws IOException {
    return OwnJvm.program(
            ManagementFactory.getRuntimeMXBean().getInputArguments(),
            StdinTrial.class,
            String.valueOf(rest.toMillis()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
