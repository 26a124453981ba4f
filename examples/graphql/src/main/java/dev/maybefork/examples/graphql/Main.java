package dev.maybefork.examples.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maybefork.MaybeFork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;

/**
 * A demonstration; or, by the first argument, {@code serve}, {@code measure}, {@code hits} or
 * {@code caches}.
 */
public final class Main {
  private static final int PRODUCTS = 100;

  private Main() {}

  /**
   * Runs what the first argument names.
   *
   * @param args nothing; {@code serve}, a {@link Way}, a number of products and the address of a
   *     database; or {@code measure}, {@code hits} or {@code caches}, and a number of rounds
   * @throws Exception if anything fails
   */
  public static void main(String[] args) throws Exception {
    switch (args.length == 0 ? "demo" : args[0]) {
      case "demo" -> demonstrate();
      case "serve" -> serve(Way.named(args[1]), Integer.parseInt(args[2]), args[3]);
      case "measure" -> Measurement.run(rounds(args));
      case "hits" -> HitCosts.run(rounds(args));
      case "caches" -> CacheCosts.run(rounds(args));
      default ->
          throw new IllegalArgumentException(
              args[0] + ": must be demo, serve, measure, hits, or caches");
    }
  }

  private static int rounds(String[] args) {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: " + rounds + ", must be at least 1");
    }
    return rounds;
  }

  /** The database answers when all three parts that are not in the cache have been asked for. */
  private static void demonstrate() throws IOException, SQLException {
    System.out.println("engine: " + MaybeFork.warmUp().engine());
    List<String> missing = List.of("price", "stock", "offer");
    CountDownLatch all = new CountDownLatch(missing.size());
    Set<String> asked = new ConcurrentSkipListSet<>();
    LookUp lookUp =
        part -> {
          asked.add(part.field());
          all.countDown();
          all.await();
          Thread.sleep(50); // so that the last one waits, too
        };
    try (Database database = new Database(PRODUCTS, lookUp);
        Shop shop = new Shop(Way.MAYBE_FORK, PRODUCTS, database.url());
        GraphQlClient client = new GraphQlClient(shop.port())) {
      shop.cache(100);
      ForkCounts before = ForkCounts.now();
      client.page(6);
      System.out.println("all cached: " + ForkCounts.now().since(before));
      shop.cacheAllBut(missing);
      before = ForkCounts.now();
      String page = client.page(7);
      System.out.println("three not cached: " + ForkCounts.now().since(before));
      System.out.println("looked up in the database, all at once: " + String.join(", ", asked));
      System.out.println(page);
    }
  }

  /** Serves until its standard input ends. Prints its port. */
  private static void serve(Way way, int products, String url) throws IOException, SQLException {
    MaybeFork.warmUp();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (Shop shop = new Shop(way, products, url)) {
      System.out.println(shop.port());
      String percent = in.readLine();
      while (percent != null) { // a line for each time that the cache is to change
        shop.cache(Double.parseDouble(percent));
        System.out.println(shop.loads() + " " + shop.forks());
        percent = in.readLine();
      }
    }
  }
}
