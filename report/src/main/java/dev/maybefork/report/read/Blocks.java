package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;

/** The blocks of which it is known when they began and how long they took: a table by columns. */
final class Blocks {
  private static final Way[] WAYS = Way.values();

  private final LongList starts = new LongList();
  private final LongList nanos = new LongList();
  // two numbers in one
  private final LongList threadsAndStacks = new LongList();
  private final LongList sites = new LongList();
  private final LongList ways = new LongList();

  void add(Way way, long start, long duration, int thread, int stack, int site) {
    starts.add(start);
    nanos.add(duration);
    threadsAndStacks.add(((long) thread << 32) | stack);
    sites.add(site);
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
    return (int) sites.get(row);
  }
}
