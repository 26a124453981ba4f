package dev.maybefork.examples.graphql;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The way from a function of the database to Java. Public, as H2 calls it by reflection. */
public final class LookUps {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Map<String, LookUp> BY_DATABASE = new ConcurrentHashMap<>();

  private LookUps() {}

  /** Returns a name for a new database. */
  static String register(LookUp lookUp) {
    String name = "shop" + NUMBERS.incrementAndGet();
    BY_DATABASE.put(name, lookUp);
    return name;
  }

  static void unregister(String name) {
    BY_DATABASE.remove(name);
  }

  /**
   * Called by H2 for each row that a query has found.
   *
   * @param database its name
   * @param field the part's field
   * @param product the part's product
   * @return true, so that the row is in the query's result
   * @throws Exception if the look-up is to fail
   */
  public static boolean meet(String database, String field, int product) throws Exception {
    requireNonNull(BY_DATABASE.get(database), database).meet(new Part(field, product));
    return true;
  }
}
