package dev.maybefork.examples.grpc;

/**
 * What a server is loaded with. All calls but misses and prices look up what is in memory.
 *
 * @param title of it
 * @param connections to the server
 * @param missPercent of a hundred calls, how many wait for the disk and the warehouse
 * @param pricePercent of a hundred calls, how many compute
 */
record Scenario(String title, int connections, double missPercent, double pricePercent) {
  /** How many calls are under way at any time, over all connections. */
  static final int IN_FLIGHT = 32;

  /** The golden ratio's: its multiples, modulo 1, are spread as evenly as can be. */
  private static final double STEP = 0.618033988749895;

  /** What a call asks for. */
  enum Kind {
    HIT,
    MISS,
    PRICE
  }

  /** Of the n-th call. */
  Kind kind(long n) {
    double share = n * STEP % 1 * 100;
    if (share < missPercent) {
      return Kind.MISS;
    }
    return share < missPercent + pricePercent ? Kind.PRICE : Kind.HIT;
  }
}
