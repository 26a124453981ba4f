package dev.maybefork.examples.graphql;

import dev.maybefork.ForkStats;
import dev.maybefork.MaybeFork;

/**
 * What has become of the bodies of this process.
 *
 * @param inline ended without blocking
 * @param forked became threads
 */
record ForkCounts(long inline, long forked) {
  static ForkCounts now() {
    ForkStats stats = MaybeFork.stats();
    return new ForkCounts(stats.inline(), stats.forked());
  }

  ForkCounts since(ForkCounts before) {
    return new ForkCounts(inline - before.inline, forked - before.forked);
  }

  @Override
  public String toString() {
    return inline + " fetchers were plain calls, " + forked + " became threads";
  }
}
