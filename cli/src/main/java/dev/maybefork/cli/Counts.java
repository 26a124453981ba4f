package dev.maybefork.cli;

import java.util.Map;

/** The library's counters in another JVM, by the names of kinds and reasons. */
record Counts(
    String engine,
    long inline,
    Map<String, Long> forks,
    Map<String, Long> heldBlocks,
    Map<String, Long> handOffs,
    long childrenAlive,
    long helpersBusy,
    long waitingForHelper,
    long scopesAtLimit,
    long loopsAtLimit) {
  static long sum(Map<String, Long> numbers) {
    return numbers.values().stream().mapToLong(Long::longValue).sum();
  }
}
