package dev.maybefork.examples.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All ways to serve, side by side: servers in processes of their own, of which one at a time is
 * loaded by this one.
 */
final class Measurement implements AutoCloseable {
  private static final Duration WARM = Duration.ofSeconds(4);
  private static final Duration TIME = Duration.ofMillis(1_500);

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario("1 connection, all calls hit", 1, 0, 0),
          new Scenario("1 connection, 1 % miss", 1, 1, 0),
          new Scenario("1 connection, 10 % miss", 1, 10, 0),
          new Scenario("16 connections, 1 % miss", 16, 1, 0),
          new Scenario("1 connection, 1 % compute", 1, 0, 1),
          new Scenario("16 connections, 1 % compute", 16, 0, 1));

  private final Map<Serving, ServerProcess> servers = new EnumMap<>(Serving.class);

  private Measurement() throws IOException {
    for (Serving serving : Serving.values()) {
      servers.put(serving, new ServerProcess(serving));
    }
  }

  /** Measures all of it, and prints tables. */
  static void run(int rounds) throws Exception {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: " + rounds + ", must be at least 1");
    }
    try (Measurement measurement = new Measurement()) {
      measurement.warmUp();
      for (Scenario scenario : SCENARIOS) {
        measurement.print(scenario, rounds);
      }
    }
  }

  /** With all that is measured; the longest with what most calls are. */
  private void warmUp() throws Exception {
    for (ServerProcess server : servers.values()) {
      Load.run(server, new Scenario("warm-up", 2, 2, 0.2), WARM);
      Load.run(server, SCENARIOS.getFirst(), WARM);
    }
  }

  private void print(Scenario scenario, int rounds) throws Exception {
    Map<Serving, List<Load.Result>> results = new EnumMap<>(Serving.class);
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Serving, ServerProcess> one : servers.entrySet()) {
        results
            .computeIfAbsent(one.getKey(), _ -> new ArrayList<>())
            .add(Load.run(one.getValue(), scenario, TIME));
      }
    }
    System.out.println(
        "\n| "
            + scenario.title()
            + " | calls/s | hits: median, ms | 99 of 100 within, ms | CPU a call, µs |");
    System.out.println("|---|---|---|---|---|");
    results.forEach((serving, all) ->
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %s | %s | %s |%n",
            serving.title,
            spread(all, Load.Result::callsPerSecond),
            spread(all, result -> result.medianMicros() / 1e3),
            spread(all, result -> result.p99Micros() / 1e3),
            spread(all, Load.Result::cpuMicros)));
  }

  /** Median [least–most]. */
  private static String spread(List<Load.Result> all, ToDoubleFunction<Load.Result> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return "%s [%s–%s]"
        .formatted(
            number(sorted[sorted.length / 2]),
            number(sorted[0]),
            number(sorted[sorted.length - 1]));
  }

  /** With three digits or more. */
  private static String number(double value) {
    String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  @Override
  public void close() {
    servers.values().forEach(ServerProcess::close);
  }
}
