package dev.maybefork.report.read;

import java.util.Arrays;

/** Numbers, one after the other: of a million blocks there is no room for an object each. */
final class LongList {
  private long[] values = new long[16];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  long get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }

  long sum() {
    return Arrays.stream(values, 0, size).sum();
  }

  void sort() {
    Arrays.sort(values, 0, size);
  }

  /** Of a sorted list the value that so many percent do not exceed; 0 if it's empty. */
  long percentile(int percent) {
    if (size == 0) {
      return 0;
    }
    int rank = (int) Math.ceilDiv((long) size * percent, 100L);
    return values[Math.max(0, rank - 1)];
  }
}
