package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Carriers;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.Monitors;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Monitors and locks of the caller are the caller's, those of the child the child's. */
class MonitorTest {
  private final Blocker blocker = new Blocker();
  private final Map<String, Fork<String>> map = new ConcurrentHashMap<>();

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
    while (other.isAlive() && other.getState() != Thread.State.BLOCKED) {
      Thread.sleep(1);
    }
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

  /** The caller's monitors are out of the way meanwhile, and come back in their order. */
  @EveryCaller
  void manyMonitorsHeldTwiceComeBack() throws Exception {
    for (int monitors = 1; monitors <= 12; monitors++) { // the VM keeps up to 8 on its lock stack
      Object[] all = new Object[monitors];
      Arrays.setAll(all, _ -> new Object());
      holdTwice(all, 0);
      for (Object each : all) {
        assertThat(Thread.holdsLock(each)).isFalse();
        assertThat(isFree(each)).isTrue();
      }
    }
  }

  private void holdTwice(Object[] all, int index) throws Exception {
    if (index == all.length) {
      assertThat(maybeFork(() -> holdsAny(all)).join()).isFalse();
      Blocker released = new Blocker();
      Fork<Boolean> forked =
          maybeFork(() -> {
            released.await();
            return holdsAny(all);
          });
      assertThat(forked.forked()).isTrue();
      released.release();
      assertThat(forked.join()).isFalse();
      return;
    }
    synchronized (all[index]) {
      synchronized (all[index]) {
        holdTwice(all, index + 1);
        assertThat(Thread.holdsLock(all[index])).isTrue();
      }
      assertThat(Thread.holdsLock(all[index])).isTrue();
    }
  }

  private static boolean holdsAny(Object[] all) {
    return Arrays.stream(all).anyMatch(Thread::holdsLock);
  }

  /** Somebody else waits for it while it is out of the way; and its owner may wait on it. */
  @EveryCaller
  void aMonitorThatOthersWantMeanwhileIsTheCallers() throws Exception {
    Object monitor = new Object();
    AtomicBoolean entered = new AtomicBoolean();
    Thread other;
    synchronized (monitor) {
      other =
          maybeFork(
                  () -> {
                    Thread started =
                        Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                              synchronized (monitor) {
                                entered.set(true);
                                monitor.notifyAll();
                              }
                            });
                    while (started.getState() != Thread.State.BLOCKED) {
                      Thread.onSpinWait();
                    }
                    return started;
                  })
              .join();
      assertThat(Thread.holdsLock(monitor)).isTrue();
      assertThat(entered).isFalse();
      while (!entered.get()) {
        monitor.wait();
      }
    }
    other.join();
    assertThat(isFree(monitor)).isTrue();
  }

  /** Held by a body that may not fork: each of its slices takes the monitors out of the way. */
  @EveryCaller
  void aHeldBodyBlocksTimeAndAgainUnderTheCallersMonitor() throws Exception {
    Object monitor = new Object();
    synchronized (monitor) {
      Fork<Boolean> fork =
          maybeFork(
              ForkOn.NEVER,
              () -> {
                boolean holds = false;
                for (int i = 0; i < 20; i++) {
                  Thread.sleep(0, 10_000);
                  holds |= Thread.holdsLock(monitor);
                }
                return holds;
              });
      assertThat(fork.isDone()).isTrue();
      assertThat(fork.join()).isFalse();
      assertThat(Thread.holdsLock(monitor)).isTrue();
    }
    assertThat(isFree(monitor)).isTrue();
  }

  /** One carrier's lock stack, and three threads that lie on it one above the other. */
  @EveryCaller
  void bodiesInBodiesHoldMonitorsOfTheirOwn() throws Exception {
    Object[] all = {new Object(), new Object(), new Object()};
    Fork<String> fork;
    synchronized (all[0]) {
      fork = maybeFork(() -> inner(all));
      assertThat(Thread.holdsLock(all[0])).isTrue();
    }
    blocker.release();
    assertThat(fork.join()).isEqualTo("its own only");
    for (Object each : all) {
      assertThat(isFree(each)).isTrue();
    }
  }

  private String inner(Object[] all) {
    synchronized (all[1]) {
      Fork<Boolean> innermost =
          maybeFork(() -> {
            synchronized (all[2]) {
              blocker.await();
              return Thread.holdsLock(all[2])
                  && !Thread.holdsLock(all[1])
                  && !Thread.holdsLock(all[0]);
            }
          });
      boolean own =
          Thread.holdsLock(all[1]) && !Thread.holdsLock(all[2]) && !Thread.holdsLock(all[0]);
      return own && innermost.forked() && innermost.join() ? "its own only" : "others'";
    }
  }

  /** Its stack is in nobody's hands for a moment, and the VM would crash. */
  @EveryCaller
  void whoLooksAtACallersStackMeanwhileDoesNoHarm() throws Exception {
    Thread caller = Thread.currentThread();
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Thread> body = new AtomicReference<>(caller);
    Thread walker =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                caller.getStackTrace();
                body.get().getStackTrace();
              }
            });
    Fork<Integer> fork =
        maybeFork(() -> {
          body.set(Thread.currentThread());
          return callsUnderAMonitor();
        });
    assertThat(fork.join() + callsUnderAMonitor()).isZero();
    over.set(true);
    walker.join();
  }

  private static int callsUnderAMonitor() {
    long end = System.nanoTime() + 100_000_000;
    int lost = 0;
    while (System.nanoTime() - end < 0) {
      Object monitor = new Object();
      synchronized (monitor) {
        lost += maybeFork(() -> Thread.holdsLock(monitor) ? 1 : 0).join();
        lost += Thread.holdsLock(monitor) ? 0 : 1;
      }
    }
    return lost;
  }

  /** As a loader of a cache is: it is called under a monitor of the map's. */
  @Test
  @Tag("contract")
  void aLoaderOfAMapRunsOnItsCaller() {
    assumeTrue(
        MaybeFork.engineStatus().engine().equals("inline"), "elsewhere another thread hosts it");
    Fork<String> loaded = map.computeIfAbsent("key", _ -> maybeFork(Carriers::current));
    assertThat(loaded.resultNow()).isEqualTo(Thread.currentThread().getName());
    Callable<String> blocks =
        () -> {
          blocker.await();
          return "late";
        };
    Fork<String> loading = map.computeIfAbsent("other key", _ -> maybeFork(blocks));
    assertThat(loading.forked()).isTrue();
    blocker.release();
    assertThat(loading.join()).isEqualTo("late");
  }
}
