package dev.maybefork.examples.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the rounds of one thing gave. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  /** The median, and how far the rounds were apart. */
  String summary() {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return "%s [%s–%s]"
        .formatted(number(median), number(sorted.getFirst()), number(sorted.getLast()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.1f", value);
  }
}
