package dev.maybefork.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

/** JMH's own command line, with {@link Agent} added to it. */
public final class Main {
  private Main() {}

  /**
   * Runs benchmarks.
   *
   * @param args as JMH has them
   * @throws IOException if JMH can't read or write
   */
  public static void main(String[] args) throws IOException {
    Stream<String> agent = Stream.of("-prof", Agent.class.getName());
    org.openjdk.jmh.Main.main(Stream.concat(Arrays.stream(args), agent).toArray(String[]::new));
  }
}
