package dev.maybefork.report.read;

import dev.maybefork.report.model.Hazard;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What should not be, put together by place. */
final class HazardLog {
  private record Key(Advice advice, String location, String detail) {}

  private static final class Sum {
    long count;
    long total;
    long longest;
    int stack;
  }

  private final Map<Key, Sum> sums = new LinkedHashMap<>();

  void add(Advice advice, String location, String detail, long nanos, int stack) {
    Sum sum = sums.computeIfAbsent(new Key(advice, location, detail), _ -> new Sum());
    sum.count++;
    sum.total += nanos;
    if (nanos >= sum.longest) {
      sum.longest = nanos;
      sum.stack = stack;
    }
  }

  /** The longest in all first. */
  List<Hazard> hazards() {
    return sums.entrySet().stream()
        .map(each -> hazard(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingLong(Hazard::total).thenComparingLong(Hazard::count).reversed())
        .toList();
  }

  private static Hazard hazard(Key key, Sum sum) {
    return new Hazard(
        key.advice().topic(),
        key.location(),
        key.detail(),
        sum.count,
        sum.total,
        sum.longest,
        key.advice().text(),
        sum.stack == Stacks.NONE ? -1 : sum.stack);
  }
}
