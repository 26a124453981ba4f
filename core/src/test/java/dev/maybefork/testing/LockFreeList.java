package dev.maybefork.testing;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What bodies write down what they did in: grows at its end, and nobody who adds or reads waits.
 *
 * <p>A list with a lock won't do for that. A body that finds the lock taken, by one who only looks
 * how long the list is, has really blocked: it forks there, and its caller's next body overtakes
 * it.
 */
public final class LockFreeList<E> extends AbstractList<E> {
  private final AtomicReference<Object[]> elements = new AtomicReference<>(new Object[0]);

  @Override
  public boolean add(E element) {
    elements.updateAndGet(before -> {
      Object[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = element;
      return after;
    });
    return true;
  }

  @Override
  @SuppressWarnings("unchecked") // only elements are added
  public E get(int index) {
    return (E) elements.get()[index];
  }

  @Override
  public int size() {
    return elements.get().length;
  }

  @Override
  public void clear() {
    elements.set(new Object[0]);
  }
}
