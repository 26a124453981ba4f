package dev.maybefork.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Blocks between the threads of one program. */
final class LockKinds {
  private LockKinds() {}

  static Block lock(Resources resources) throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    AtomicInteger entered = new AtomicInteger();
    Holder holder =
        resources.own(
            Holder.start(body -> {
              lock.lock();
              try {
                body.run();
              } finally {
                lock.unlock();
              }
            }));
    return new Block(() -> enter(lock, entered), holder::letGo);
  }

  private static void enter(ReentrantLock lock, AtomicInteger entered) {
    lock.lock();
    try {
      entered.incrementAndGet();
    } finally {
      lock.unlock();
    }
  }

  static Block monitor(Resources resources) throws InterruptedException {
    Object monitor = new Object();
    AtomicInteger entered = new AtomicInteger();
    Holder holder =
        resources.own(
            Holder.start(body -> {
              synchronized (monitor) {
                body.run();
              }
            }));
    return new Block(
        () -> {
          synchronized (monitor) {
            entered.incrementAndGet();
          }
        },
        holder::letGo);
  }

  /** A flag with the oldest means. */
  private static final class Flag {
    private boolean set;

    synchronized void await() throws InterruptedException {
      while (!set) {
        wait();
      }
    }

    synchronized void set() {
      set = true;
      notifyAll();
    }
  }

  static Block objectWait(Resources resources) {
    Flag flag = new Flag();
    return new Block(flag::await, flag::set);
  }

  /** A flag with a lock and its condition. */
  private static final class ConditionFlag {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean set;

    void await() throws InterruptedException {
      lock.lock();
      try {
        while (!set) {
          changed.await();
        }
      } finally {
        lock.unlock();
      }
    }

    void set() {
      lock.lock();
      try {
        set = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  static Block condition(Resources resources) {
    ConditionFlag flag = new ConditionFlag();
    return new Block(flag::await, flag::set);
  }

  static Block semaphore(Resources resources) {
    Semaphore semaphore = new Semaphore(0);
    return new Block(semaphore::acquire, semaphore::release);
  }

  static Block latch(Resources resources) {
    CountDownLatch latch = new CountDownLatch(1);
    return new Block(latch::await, latch::countDown);
  }

  static Block queue(Resources resources) {
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    return new Block(() -> queue.take(), () -> queue.put(1));
  }
}
