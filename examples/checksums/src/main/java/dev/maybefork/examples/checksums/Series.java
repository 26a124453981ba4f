package dev.maybefork.examples.checksums;

import java.util.ArrayList;
import java.util.List;

/** What the rounds of one thing took, in milliseconds. */
final class Series {
  private final List<Double> millis = new ArrayList<>();

  void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  /** The median, and how far the rounds were apart. */
  String summary() {
    List<Double> sorted = millis.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return "%.0f [%.0f–%.0f]".formatted(median, sorted.getFirst(), sorted.getLast());
  }
}
