package dev.maybefork.examples.graphql;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * All ways side by side: servers in processes of their own, of which one at a time is loaded by
 * this one. The database is here, too, so that a server's processor time is its own.
 */
final class Measurement implements AutoCloseable {
  private static final int PRODUCTS = 20_000;
  private static final Duration WARM = Duration.ofSeconds(4);
  private static final Duration TIME = Duration.ofMillis(1_500);

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario(16, 100),
          new Scenario(16, 99),
          new Scenario(16, 90),
          new Scenario(16, 50),
          new Scenario(16, 0),
          new Scenario(1, 99),
          new Scenario(1, 90),
          new Scenario(1, 0));

  private final Database database = new Database(PRODUCTS, _ -> Thread.sleep(1));
  private final Map<Way, ServerProcess> servers = new EnumMap<>(Way.class);

  private Measurement() throws IOException, SQLException {
    for (Way way : Way.values()) {
      servers.put(way, new ServerProcess(way, PRODUCTS, database.url()));
    }
  }

  /** Measures all of it, and prints tables. */
  static void run(int rounds) throws Exception {
    try (Measurement measurement = new Measurement()) {
      measurement.warmUp();
      System.out.printf(
          "%d processors; median [least–most] of %d rounds of %d ms%n",
          Runtime.getRuntime().availableProcessors(), rounds, TIME.toMillis());
      for (Scenario scenario : SCENARIOS) {
        measurement.print(scenario, rounds);
      }
    }
  }

  /** With what is measured; the longest with what most queries are. */
  private void warmUp() throws IOException, InterruptedException, ExecutionException {
    for (ServerProcess server : servers.values()) {
      Load.run(server, PRODUCTS, new Scenario(16, 50), WARM);
      Load.run(server, PRODUCTS, new Scenario(16, 100), WARM);
      Load.run(server, PRODUCTS, new Scenario(16, 99), WARM);
    }
  }

  private void print(Scenario scenario, int rounds)
      throws IOException, InterruptedException, ExecutionException {
    Map<Way, List<Load.Result>> results = new EnumMap<>(Way.class);
    List<Way> ways = new ArrayList<>(servers.keySet());
    for (int round = 0; round < rounds; round++) {
      for (Way way : ways) {
        results
            .computeIfAbsent(way, _ -> new ArrayList<>())
            .add(Load.run(requireNonNull(servers.get(way)), PRODUCTS, scenario, TIME));
      }
      Collections.rotate(ways, 1); // nobody is always the first
    }
    System.out.printf(
        "%n| %s | queries/s | median, ms | 99 of 100 within, ms |"
            + " CPU a query, µs | loads a query | forks a query |%n",
        scenario.title());
    System.out.println("|---|---|---|---|---|---|---|");
    results.forEach((way, all) ->
        System.out.printf(
            "| %s | %s | %s | %s | %s | %s | %s |%n",
            way.title,
            Spread.of(all, Load.Result::queriesPerSecond),
            Spread.of(all, result -> result.medianMicros() / 1e3),
            Spread.of(all, result -> result.p99Micros() / 1e3),
            Spread.of(all, Load.Result::cpuMicros),
            Spread.median(all, Load.Result::loads),
            Spread.median(all, Load.Result::forks)));
  }

  @Override
  public void close() throws SQLException {
    servers.values().forEach(ServerProcess::close);
    database.close();
  }
}
