package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadLocksTest {
  private static Thread start(boolean virtual, Runnable task) {
    return virtual ? Thread.startVirtualThread(task) : Thread.ofPlatform().daemon().start(task);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoHoldsAMonitorAndWhoWaitsForIt(boolean virtual) throws Exception {
    Object monitor = new Object();
    CountDownLatch end = new CountDownLatch(1);
    Thread holder = start(virtual, () -> holdUntil(end, monitor));
    Await.until(() -> holder.getState() == Thread.State.WAITING, "it holds the monitor");
    Thread waiter = start(virtual, () -> holdUntil(end, monitor));
    Await.until(() -> waiter.getState() == Thread.State.BLOCKED, "it waits for the monitor");
    assertThat(ThreadLocks.heldMonitors(holder)).containsExactly(monitor);
    assertThat(ThreadLocks.heldMonitors(waiter)).isEmpty();
    assertThat(ThreadLocks.awaitedMonitor(waiter)).isSameAs(monitor);
    assertThat(ThreadLocks.awaitedMonitor(holder)).isNull();
    end.countDown();
    holder.join();
    waiter.join();
    assertThat(ThreadLocks.awaitedMonitor(waiter)).isNull();
  }

  private static void holdUntil(CountDownLatch end, Object monitor) {
    synchronized (monitor) {
      Await.uninterruptibly(end::await);
    }
  }

  /** Nobody is lost who is woken just then, and the VM lives. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLookAtThreadsThatDoNotStandStillDoesNoHarm(boolean virtual) throws Exception {
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(start(virtual, () -> lockUntil(over, monitor, lock)));
    }
    long since = System.nanoTime();
    int seen = 0;
    while (System.nanoTime() - since < 3_000_000_000L) {
      for (Thread each : threads) {
        Object[] held = ThreadLocks.heldMonitors(each);
        seen += held != null && held.length > 0 ? 1 : 0;
        seen += ThreadLocks.awaitedMonitor(each) == null ? 0 : 1;
      }
    }
    over.set(true);
    for (Thread each : threads) {
      assertThat(each.join(Duration.ofSeconds(50))).isTrue();
    }
    assertThat(seen).isPositive();
  }

  private static void lockUntil(AtomicBoolean over, Object monitor, ReentrantLock lock) {
    for (int i = 0; !over.get(); i++) {
      synchronized (monitor) {
        if (i % 8 == 0) {
          LockSupport.parkNanos(10_000);
        }
      }
      lock.lock();
      try {
        Thread.yield();
      } finally {
        lock.unlock();
      }
    }
  }
}
