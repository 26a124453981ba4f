package dev.maybefork.examples.checksums;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;

/** The numbers below a size, each given to one of the iterators that are going on at once. */
final class SharedItems implements Iterable<Integer> {
  private final int size;
  private final AtomicInteger next = new AtomicInteger();

  SharedItems(int size) {
    this.size = size;
  }

  @Override
  public Iterator<Integer> iterator() {
    return new Iterator<>() {
      private int taken = -1;

      @Override
      public boolean hasNext() {
        if (taken < 0) {
          taken = next.getAndIncrement();
        }
        return taken < size;
      }

      @Override
      public Integer next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int item = taken;
        taken = -1;
        return item;
      }
    };
  }
}
