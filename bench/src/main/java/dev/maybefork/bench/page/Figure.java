package dev.maybefork.bench.page;

import java.util.Collections;
import java.util.List;

/**
 * What one way of doing a thing has taken, in each round.
 *
 * @param job the job it belongs to
 * @param caller the kind of thread that did it; empty if there is but one
 * @param group what stands in one table, below the caller; empty if all does
 * @param column of that table
 * @param peer the way, which is the table's line
 * @param unit of the samples
 * @param samples in the order in which they were taken; at least one
 */
public record Figure(
    String job,
    String caller,
    String group,
    String column,
    String peer,
    String unit,
    List<Double> samples) {
  /** The end of a group's name whose figures tell of what measures, not of what is measured. */
  public static final String LOADS_OWN = "by the load itself";

  /**
   * Sees to it that there are samples.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Figure {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured of " + peer);
    }
    samples = List.copyOf(samples);
  }

  double min() {
    return Collections.min(samples);
  }

  double max() {
    return Collections.max(samples);
  }

  double median() {
    List<Double> sorted = samples.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Whether the larger one is the better one. */
  boolean isRate() {
    return unit.endsWith("/s");
  }

  /** How many times better this one is, by medians. */
  double timesBetterThan(Figure other) {
    return isRate() ? median() / other.median() : other.median() / median();
  }

  /** Whether even the worst of this one is better than the best of the other. */
  boolean isClearlyBetterThan(Figure other) {
    return isRate() ? min() > other.max() : max() < other.min();
  }
}
