package dev.maybefork.examples.graphql;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A server, and what it looks parts up with: a cache with room for all, and a database. */
final class Shop implements AutoCloseable {
  private final int products;
  private final PartTable table;
  private final Parts parts;
  private final GraphQlServer server;

  /**
   * Starts the server. Nothing is in the cache.
   *
   * @param products how many products the database has
   * @param url of the database
   */
  Shop(Way way, int products, String url) throws IOException {
    this.products = products;
    table = new PartTable(url);
    parts = new Parts(2 * products * Part.FIELDS.size(), table);
    server = new GraphQlServer(way, products, parts);
  }

  int port() {
    return server.port();
  }

  /** How many look-ups the database has had from it. */
  long loads() {
    return table.loads();
  }

  /** How many bodies have forked so far, in all of this process. */
  long forks() {
    return MaybeFork.stats().forked();
  }

  /** Has all parts in the cache but those of these fields. */
  void cacheAllBut(List<String> fields) {
    cache(part -> !fields.contains(part.field()));
  }

  /** Has just this share of all parts in the cache, chosen at random. */
  void cache(double percent) {
    SplittableRandom random = new SplittableRandom(0);
    cache(_ -> random.nextDouble(100) < percent);
  }

  private void cache(Predicate<Part> kept) {
    for (int product = 0; product < products; product++) {
      Part.of(product)
          .forEach(part -> {
            if (kept.test(part)) {
              parts.keep(part, part.text());
            } else {
              parts.forget(part);
            }
          });
    }
  }

  @Override
  public void close() throws SQLException {
    server.close();
    table.close();
  }
}
