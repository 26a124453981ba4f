package dev.maybefork.examples.graphql;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the rounds of a measurement say of one figure. */
final class Spread {
  private Spread() {}

  /** Median [least–most]. */
  static <T> String of(List<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = sorted(rounds, figure);
    return "%s [%s–%s]"
        .formatted(median(rounds, figure), number(sorted[0]), number(sorted[sorted.length - 1]));
  }

  /** The median alone. */
  static <T> String median(List<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = sorted(rounds, figure);
    return number((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
  }

  private static <T> double[] sorted(List<T> rounds, ToDoubleFunction<T> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray();
  }

  /** With three digits or more. */
  private static String number(double value) {
    String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
