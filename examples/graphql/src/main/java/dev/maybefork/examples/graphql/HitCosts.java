package dev.maybefork.examples.graphql;

import com.sun.management.OperatingSystemMXBean;
import graphql.GraphQL;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/**
 * What a query costs in each {@link Way} if all its parts are cached: graphql-java without HTTP.
 */
final class HitCosts {
  private static final int PRODUCTS = 1_000;
  private static final int QUERIES = 20_000;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Parts parts = new Parts(2 * PRODUCTS * Part.FIELDS.size(), Part::text);

  /**
   * Of one round.
   *
   * @param time microseconds of a query
   * @param cpu microseconds of all processors for it
   */
  private record Costs(double time, double cpu) {}

  private HitCosts() {
    for (int product = 0; product < PRODUCTS; product++) {
      Part.of(product).forEach(part -> parts.keep(part, part.text()));
    }
  }

  /** Measures all ways, and prints a table. */
  static void run(int rounds) throws IOException, InterruptedException, ExecutionException {
    HitCosts costs = new HitCosts();
    Map<Way, List<Costs>> all = new EnumMap<>(Way.class);
    List<Way> ways = new ArrayList<>(List.of(Way.values()));
    for (int round = -2; round < rounds; round++) { // two to warm up
      for (Way way : ways) {
        Costs one = costs.measure(way);
        if (round >= 0) {
          all.computeIfAbsent(way, _ -> new ArrayList<>()).add(one);
        }
      }
      Collections.rotate(ways, 1); // nobody is always the first
    }
    System.out.printf(
        "%d processors; median [least–most] of %d rounds%n%n",
        Runtime.getRuntime().availableProcessors(), rounds);
    System.out.println("| all ten parts are cached | a query, µs | CPU a query, µs |");
    System.out.println("|---|---|---|");
    all.forEach((way, list) ->
        System.out.printf(
            "| %s | %s | %s |%n",
            way.title, Spread.of(list, Costs::time), Spread.of(list, Costs::cpu)));
  }

  /** One query after the other, by a thread of those that serve requests. */
  private Costs measure(Way way) throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService requests = way.newRequestExecutor();
        ExecutorService fetchers = way.newFetcherExecutor()) {
      GraphQL graphQl = ShopSchema.newGraphQL(PRODUCTS, part -> way.fetch(parts, part, fetchers));
      return requests.submit(() -> measure(graphQl)).get();
    }
  }

  private static Costs measure(GraphQL graphQl) {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < QUERIES; i++) {
      Map<String, Object> variables = Map.of("id", i % PRODUCTS);
      if (!graphQl
          .execute(input -> input.query(GraphQlClient.PAGE).variables(variables))
          .getErrors()
          .isEmpty()) {
        throw new AssertionError("a query failed");
      }
    }
    long time = System.nanoTime() - start;
    return new Costs(time / 1e3 / QUERIES, (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / QUERIES);
  }
}
