package dev.maybefork.report.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** A part of what there is to draw: the longest, and as many of the others, chosen at random. */
final class Sample {
  /** The number of a row of {@link Blocks}, or of a fork: which, only its maker knows. */
  record Item(long number, long start, long nanos) {}

  private final int half;
  private final PriorityQueue<Item> longest =
      new PriorityQueue<>(Comparator.comparingLong(Item::nanos));
  private final List<Item> others = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(42); // two reports are the same
  private long seen;
  private long offered;

  Sample(int size) {
    half = size / 2;
  }

  void offer(Item item) {
    offered++;
    longest.add(item);
    if (longest.size() > half) {
      offerOther(longest.remove());
    }
  }

  private void offerOther(Item item) {
    seen++;
    if (others.size() < half) {
      others.add(item);
      return;
    }
    long place = random.nextLong(seen);
    if (place < half) {
      others.set((int) place, item);
    }
  }

  /** In the order of their begins. */
  List<Item> items() {
    List<Item> items = new ArrayList<>(longest);
    items.addAll(others);
    items.sort(Comparator.comparingLong(Item::start).thenComparingLong(Item::number));
    return items;
  }

  long offered() {
    return offered;
  }
}
