package dev.maybefork.examples.graphql;

/**
 * What a server is loaded with.
 *
 * @param inFlight how many queries are under way at any time, each on a connection of its own
 * @param hitPercent of a hundred parts, how many are in the cache
 */
record Scenario(int inFlight, int hitPercent) {
  String title() {
    return "%d %% cached, %s"
        .formatted(
            hitPercent, inFlight == 1 ? "1 query at a time" : inFlight + " queries at a time");
  }
}
