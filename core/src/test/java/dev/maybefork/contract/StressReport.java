package dev.maybefork.contract;

import dev.maybefork.testing.LockFreeList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a stress run has counted, and what broke in it. */
final class StressReport {
  private static final int ENOUGH = 20;

  private final List<Throwable> found = new LockFreeList<>();
  private final LongAdder bodies = new LongAdder();
  private final LongAdder forks = new LongAdder();
  private final LongAdder interrupts = new LongAdder();

  void check(boolean holds, String otherwise) {
    if (!holds && found.size() < ENOUGH) {
      found.add(new AssertionError(otherwise + ", in " + Thread.currentThread()));
    }
  }

  void add(Throwable e) {
    if (found.size() < ENOUGH) {
      found.add(e);
    }
  }

  void countBody() {
    bodies.increment();
  }

  void countFork() {
    forks.increment();
  }

  void countInterrupt() {
    interrupts.increment();
  }

  long bodies() {
    return bodies.sum();
  }

  List<Throwable> found() {
    return found;
  }

  String counts() {
    return bodies + " bodies, " + forks + " forks, " + interrupts + " interrupts, " + found;
  }
}
