package dev.maybefork.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Tries some kinds of blocking when they need not block, and when they must. */
final class KindsDemo {
  private static final int READY_CALLS = 200;
  private static final int BLOCKED_CALLS = 3;
  private static final Duration REST = Duration.ofMillis(20);

  /** Loads and compiles classes, so that the times are those of the calls. */
  private static final int WARM_UP_ROUNDS = 5;

  private final PrintWriter out;
  private final List<String> differences = new ArrayList<>();

  KindsDemo(PrintWriter out) {
    this.out = out;
  }

  /** True if it forked exactly where it blocked. */
  boolean show() throws Exception {
    Table table = new Table("", "NOT BLOCKED", "held", "done", "BLOCKED", "held", "done");
    for (Kind kind : Kinds.COMMON) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        Attempt.ready(kind, READY_CALLS);
      }
      addRow(table, kind.name(), Attempt.ready(kind, READY_CALLS), blocked(kind));
    }
    table.lines().forEach(out::println);
    differences.forEach(difference -> out.println("  WRONG: " + difference));
    out.println("Not blocked: what a call waits for was done before it. Times are medians.");
    out.println("Held: until maybeFork returned. Done: until the body's call returned.");
    out.flush();
    return differences.isEmpty();
  }

  private static List<Observation> blocked(Kind kind) throws Exception {
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i < BLOCKED_CALLS; i++) {
      all.add(Attempt.blocked(kind, REST));
    }
    return all;
  }

  private void addRow(
      Table table, String name, List<Observation> ready, List<Observation> blocked) {
    table.row(
        name,
        forks(ready),
        median(ready, Observation::heldNanos),
        median(ready, Observation::lastedNanos),
        forks(blocked),
        median(blocked, Observation::heldNanos),
        median(blocked, Observation::lastedNanos));
    check(ready.stream().noneMatch(Observation::forked), name + " forked though it need not block");
    check(blocked.stream().allMatch(Observation::blocked), name + " did not block");
    check(
        blocked.stream().allMatch(Observation::cameBackDuringBlock),
        name + " blocked and held its caller");
  }

  private static String forks(List<Observation> all) {
    return all.stream().filter(Observation::forked).count() + " of " + all.size() + " forked";
  }

  private static String median(List<Observation> all, ToLongFunction<Observation> time) {
    long[] sorted = all.stream().mapToLong(time).sorted().toArray();
    return Times.of(sorted[sorted.length / 2]);
  }

  private void check(boolean right, String otherwise) {
    if (!right) {
      differences.add(otherwise);
    }
  }
}
