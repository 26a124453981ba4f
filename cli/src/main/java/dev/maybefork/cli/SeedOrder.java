package dev.maybefork.cli;

import static dev.maybefork.cli.SeedRun.Lane.CALLER;
import static dev.maybefork.cli.SeedRun.Lane.CHILD;
import static dev.maybefork.cli.SeedRun.Lane.INLINE;

import java.util.ArrayList;
import java.util.List;

/** The two orders that the seed's description names, and what in a run differs from them. */
final class SeedOrder {
  private static final List<String> NOT_BLOCKING =
      List.of("maybeFork", "read", "endFork", "bar", "foo", "qat");
  private static final List<String> CALLER_OF_BLOCKING = List.of("maybeFork", "foo", "join", "qat");
  private static final List<String> CHILD_OF_BLOCKING = List.of("read", "endFork", "bar");

  private final List<String> differences = new ArrayList<>();

  private SeedOrder() {}

  static List<String> differencesIfNotBlocking(SeedRun run) {
    SeedOrder order = new SeedOrder();
    order.expect("forked()", false, run.forked());
    order.expect("endFork()", false, run.endForkSaid());
    order.expect("the order", NOT_BLOCKING, run.steps(CALLER, INLINE, CHILD));
    return order.differences;
  }

  static List<String> differencesIfBlocking(SeedRun run) {
    SeedOrder order = new SeedOrder();
    order.expect("forked()", true, run.forked());
    order.expect("endFork()", true, run.endForkSaid());
    order.expect("the caller's order", CALLER_OF_BLOCKING, run.steps(CALLER, INLINE));
    order.expect("the child's order", CHILD_OF_BLOCKING, run.steps(CHILD));
    List<String> both = run.steps(CALLER, INLINE, CHILD);
    order.expect("bar before qat", true, both.indexOf("bar") < both.indexOf("qat"));
    return order.differences;
  }

  private void expect(String what, Object expected, Object seen) {
    if (!expected.equals(seen)) {
      differences.add(what + " should have been " + expected + " and was " + seen);
    }
  }
}
