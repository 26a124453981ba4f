package dev.maybefork.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final long PERIOD_NANOS = 1_000_000;

  private final List<Thread> threads = new ArrayList<>();

  private void start(String name, Runnable watch) {
    threads.add(Thread.ofPlatform().name(name).daemon().start(watch));
  }

  @Test
  void aLookThatThrowsIsNotTheLast() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    Watchdog watch =
        new Watchdog(
            "watch",
            PERIOD_NANOS,
            0,
            () -> {
              looks.countDown();
              throw new StackOverflowError("a look");
            },
            this::start);
    watch.keep();
    assertThat(looks.await(50, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aStartThatFailsIsTriedAgain() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    CountDownLatch looks = new CountDownLatch(1);
    Watchdog watch =
        new Watchdog(
            "watch",
            PERIOD_NANOS,
            0,
            () -> {
              looks.countDown();
              return false;
            },
            (name, run) -> {
              if (starts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("no thread");
              }
              start(name, run);
            });
    watch.keep();
    assertThat(threads).isEmpty();
    watch.keep();
    assertThat(looks.await(50, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itEndsWhenIdleAndIsStartedAgain() throws Exception {
    Watchdog watch = new Watchdog("watch", PERIOD_NANOS, PERIOD_NANOS, () -> false, this::start);
    for (int i = 1; i <= 2; i++) {
      watch.keep();
      assertThat(threads).hasSize(i);
      assertThat(threads.getLast().join(Duration.ofSeconds(50))).isTrue();
    }
  }

  /** Somebody interrupts all threads: it must not spin from then on. */
  @Test
  void anInterruptEndsOnePauseOnly() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    Watchdog watch =
        new Watchdog(
            "watch",
            TimeUnit.MILLISECONDS.toNanos(50),
            0,
            () -> {
              looked.countDown();
              looks.incrementAndGet();
              return true;
            },
            this::start);
    watch.keep();
    assertThat(looked.await(50, TimeUnit.SECONDS)).isTrue();
    int before = looks.get();
    threads.getLast().interrupt();
    Thread.sleep(200);
    assertThat(looks.get() - before).isLessThan(100);
  }
}
