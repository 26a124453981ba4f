package dev.maybefork.examples.graphql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final List<Integer> HIT_PERCENTS = List.of(0, 50, 90, 99, 100);

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
      for (int hitPercent : HIT_PERCENTS) {
        measurement.print(hitPercent, rounds);
      }
    }
  }

  /** With what is measured; the longest with what most queries are. */
  private void warmUp() throws IOException, InterruptedException, ExecutionException {
    for (ServerProcess server : servers.values()) {
      Load.run(server, PRODUCTS, 50, WARM);
      Load.run(server, PRODUCTS, 100, WARM);
      Load.run(server, PRODUCTS, 99, WARM);
    }
  }

  private void print(int hitPercent, int rounds)
      throws IOException, InterruptedException, ExecutionException {
    Map<Way, List<Load.Result>> results = new EnumMap<>(Way.class);
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Way, ServerProcess> one : servers.entrySet()) {
        results
            .computeIfAbsent(one.getKey(), _ -> new ArrayList<>())
            .add(Load.run(one.getValue(), PRODUCTS, hitPercent, TIME));
      }
    }
    System.out.printf(
        "%n| %d %% of the parts are cached | queries/s | median, ms | 99 of 100 within, ms |"
            + " CPU a query, µs | loads a query | forks a query |%n",
        hitPercent);
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
