package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;

/** The blocks of which it is known when they began and how long they took: a table by columns. */
final class Blocks {
  private static final Way[] WAYS = Way.values();

  private final LongList starts = new LongList();
  private final LongList nanos = new LongList();
  // two numbers in one
  private final LongList threadsAndStacks = new LongList();
  private final LongList sitesAndTargets = new LongList();
  private final LongList ways = new LongList();

  /** Its target is what it waits for, if another wait for that can't be at the same time; or 0. */
  void add(Way way, long start, long duration, int thread, int stack, int site, int target) {
    starts.add(start);
    nanos.add(duration);
    threadsAndStacks.add(((long) thread << 32) | stack);
    sitesAndTargets.add(((long) target << 32) | site);
    ways.add(number(way));
  }

  @SuppressWarnings("EnumOrdinal") // nobody keeps it
  private static int number(Way way) {
    return way.ordinal();
  }

  int size() {
    return starts.size();
  }

  Way way(int row) {
    return WAYS[(int) ways.get(row)];
  }

  long start(int row) {
    return starts.get(row);
  }

  long nanos(int row) {
    return nanos.get(row);
  }

  int thread(int row) {
    return (int) (threadsAndStacks.get(row) >>> 32);
  }

  int stack(int row) {
    return (int) threadsAndStacks.get(row);
  }

  /** The number of the name of its site and kind. */
  int site(int row) {
    return (int) sitesAndTargets.get(row);
  }

  int target(int row) {
    return (int) (sitesAndTargets.get(row) >>> 32);
  }
}
