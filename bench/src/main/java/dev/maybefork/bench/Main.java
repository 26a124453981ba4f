package dev.maybefork.bench;

import dev.maybefork.bench.suite.BenchCommand;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

/** The suite's command line, or JMH's own, with {@link Agent} added to it. */
public final class Main {
  private Main() {}

  /**
   * Runs benchmarks.
   *
   * @param args {@code bench}, and its options; or what JMH has
   * @throws IOException if JMH can't read or write
   */
  public static void main(String[] args) throws IOException {
    if (args.length > 0 && args[0].equals("bench")) {
      BenchCommand.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    Stream<String> agent = Stream.of("-prof", Agent.class.getName());
    org.openjdk.jmh.Main.main(Stream.concat(Arrays.stream(args), agent).toArray(String[]::new));
  }
}
