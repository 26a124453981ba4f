package dev.maybefork.examples.graphql;

import dev.maybefork.MaybeFork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a look-up costs in each {@link CacheWay}: ten at a time, as fetchers of one query do. */
final class CacheCosts {
  private static final int KEPT = 1_000;
  private static final int HITS = 500_000;
  private static final int MISSES = 50_000;
  private static final int WAITING_MISSES = 10_000;

  /**
   * Of one round.
   *
   * @param hit nanoseconds of a hit
   * @param hitForks how many of 1,000 hits made a thread
   * @param miss nanoseconds of a miss whose load doesn't wait
   * @param missForks how many of 1,000 of those made a thread
   * @param waitingMiss nanoseconds of a miss whose load waits, without that time
   */
  private record Costs(
      double hit, double hitForks, double miss, double missForks, double waitingMiss) {}

  private CacheCosts() {}

  /** Measures all ways, and prints a table. */
  static void run(int rounds) throws InterruptedException, ExecutionException {
    Map<CacheWay, List<Costs>> all = new EnumMap<>(CacheWay.class);
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = -2; round < rounds; round++) { // two to warm up
        for (CacheWay way : CacheWay.values()) {
          Costs one = requests.submit(() -> measure(way)).get();
          if (round >= 0) {
            all.computeIfAbsent(way, _ -> new ArrayList<>()).add(one);
          }
        }
      }
    }
    System.out.printf(
        "%d processors; median [least–most] of %d rounds%n%n",
        Runtime.getRuntime().availableProcessors(), rounds);
    System.out.println(
        "| ns | a hit | forks of 1,000 | a miss that computes | forks of 1,000 | a miss that waits"
            + " |");
    System.out.println("|---|---|---|---|---|---|");
    all.forEach((way, list) ->
        System.out.printf(
            "| `%s` | %s | %s | %s | %s | %s |%n",
            way.title,
            Spread.of(list, Costs::hit),
            Spread.of(list, Costs::hitForks),
            Spread.of(list, Costs::miss),
            Spread.of(list, Costs::missForks),
            Spread.of(list, Costs::waitingMiss)));
  }

  private static Costs measure(CacheWay way) throws InterruptedException, ExecutionException {
    CacheWay.Lookups kept = way.open(2 * KEPT, Part::text);
    Batches.time(kept, KEPT, KEPT);
    long forks = MaybeFork.stats().forked();
    double hit = Batches.time(kept, HITS, KEPT);
    long hitForks = MaybeFork.stats().forked() - forks;
    CacheWay.Lookups fresh = way.open(2 * MISSES, Part::text);
    double miss = Batches.time(fresh, MISSES, MISSES);
    long missForks = MaybeFork.stats().forked() - forks - hitForks;
    return new Costs(
        hit,
        hitForks * 1e3 / HITS,
        miss,
        missForks * 1e3 / MISSES,
        new Batches().timeWaiting(way, WAITING_MISSES));
  }
}
