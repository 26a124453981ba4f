package dev.maybefork.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fair lock that a platform thread always has, but for a moment each millisecond, when all who
 * wait for it get it in turn.
 */
final class LockBlock implements Block {
  private static final long HELD_NANOS = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock(/* fair= */ true);
  private final Thread holder = Thread.ofPlatform().daemon().start(this::hold);
  private volatile boolean over;

  private void hold() {
    while (!over) {
      lock.lock();
      try {
        LockSupport.parkNanos(HELD_NANOS);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void block(int body) {
    lock.lock();
    try {
      Thread.onSpinWait(); // nothing to do
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    over = true;
    LockSupport.unpark(holder);
  }
}
