package dev.maybefork.bench.suite;

import java.util.List;

/**
 * Something that can be done in several ways.
 *
 * @param name as it's given to {@code --only}
 * @param description what is measured
 * @param reference the way that the others are compared with
 * @param lanes its ways
 */
record Job(String name, String description, String reference, List<Lane> lanes) {
  Job {
    lanes = List.copyOf(lanes);
  }
}
