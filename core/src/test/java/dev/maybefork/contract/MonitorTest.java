package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.Monitors;
import java.util.concurrent.locks.ReentrantLock;

/** Monitors and locks of the caller are the caller's, those of the child the child's. */
class MonitorTest {
  private final Blocker blocker = new Blocker();

  @EveryCaller
  void theCallerKeepsItsMonitors() throws Exception {
    Object fast = new Object();
    Object inflated = Monitors.inflated();
    synchronized (inflated) {
      synchronized (fast) {
        Fork<Boolean> fork =
            maybeFork(() -> {
              boolean holds = Thread.holdsLock(fast) || Thread.holdsLock(inflated);
              blocker.await();
              return holds || Thread.holdsLock(fast) || Thread.holdsLock(inflated);
            });
        assertThat(Thread.holdsLock(fast)).isTrue();
        assertThat(Thread.holdsLock(inflated)).isTrue();
        assertThat(fork.forked()).isTrue();
        assertThat(isFree(fast)).isFalse();
        assertThat(isFree(inflated)).isFalse();
        blocker.release();
        assertThat(fork.join()).isFalse();
      }
      assertThat(isFree(fast)).isTrue();
    }
    assertThat(isFree(inflated)).isTrue();
  }

  /** Whether another thread gets the monitor. */
  private static boolean isFree(Object monitor) throws InterruptedException {
    Thread other =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              synchronized (monitor) {
                Thread.onSpinWait();
              }
            });
    return other.join(java.time.Duration.ofMillis(20));
  }

  @EveryCaller
  void aChildThatNeedsTheCallersMonitorForks() throws Exception {
    for (Object monitor : new Object[] {new Object(), Monitors.inflated()}) {
      Fork<String> fork;
      synchronized (monitor) {
        fork =
            maybeFork(() -> {
              synchronized (monitor) {
                return "entered";
              }
            });
        assertThat(fork.forked()).isTrue();
        assertThat(fork.isDone()).isFalse();
      }
      assertThat(fork.join()).isEqualTo("entered");
    }
  }

  @EveryCaller
  void aChildThatNeedsTheCallersLockForks() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Fork<Boolean> fork;
    lock.lock();
    try {
      fork =
          maybeFork(() -> {
            lock.lock();
            try {
              return lock.isHeldByCurrentThread();
            } finally {
              lock.unlock();
            }
          });
      assertThat(fork.forked()).isTrue();
      assertThat(lock.isHeldByCurrentThread()).isTrue();
    } finally {
      lock.unlock();
    }
    assertThat(fork.join()).isTrue();
  }

  @EveryCaller
  void theChildKeepsItsMonitorsAcrossBlocks() throws Exception {
    Object fast = new Object();
    Object inflated = Monitors.inflated();
    Fork<Boolean> fork =
        maybeFork(() -> {
          synchronized (inflated) {
            synchronized (fast) {
              blocker.await();
              Thread.sleep(1);
              return Thread.holdsLock(fast) && Thread.holdsLock(inflated);
            }
          }
        });
    assertThat(fork.forked()).isTrue();
    assertThat(Thread.holdsLock(fast)).isFalse();
    assertThat(Thread.holdsLock(inflated)).isFalse();
    assertThat(isFree(fast)).isFalse();
    assertThat(isFree(inflated)).isFalse();
    blocker.release();
    assertThat(fork.join()).isTrue();
    synchronized (inflated) {
      synchronized (fast) {
        assertThat(Thread.holdsLock(fast)).isTrue();
      }
    }
  }
}
