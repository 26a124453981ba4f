package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The threads of helpers and stand-ins. */
class PlatformThreadsTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void asManyAsThereAreTasksEndWhenIdle() throws Exception {
    assertTheyEnd(
        PlatformThreads.unbounded(PlatformThreads.factory("unbounded-"), SHORT), "unbounded-");
  }

  @Test
  void soManyAtMostEndWhenIdle() throws Exception {
    assertTheyEnd(
        PlatformThreads.bounded(PlatformThreads.factory("bounded-"), 5, SHORT), "bounded-");
  }

  /** It fails alone, and its task runs nowhere. */
  @Test
  void aThreadThatCanNotStart() throws Exception {
    assertOneFailsAlone(PlatformThreads.unbounded(failingOnce(), SHORT));
    assertOneFailsAlone(PlatformThreads.bounded(failingOnce(), 5, SHORT));
  }

  private static ThreadFactory failingOnce() {
    AtomicInteger made = new AtomicInteger();
    return task ->
        new Thread(null, task, "failing", made.getAndIncrement() == 0 ? 1L << 50 : 0); // its stack
  }

  private static void assertOneFailsAlone(Executor pool) throws Exception {
    AtomicInteger ran = new AtomicInteger();
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> pool.execute(() -> ran.addAndGet(100)));
    assertThat(fiveAtOnce(pool)).hasSize(5);
    CompletableFuture.runAsync(ran::incrementAndGet, pool).get(50, TimeUnit.SECONDS);
    assertThat(ran).hasValue(1);
  }

  private static void assertTheyEnd(Executor pool, String name) throws Exception {
    for (Thread thread : fiveAtOnce(pool)) {
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.isVirtual()).isFalse();
      assertThat(thread.getName()).startsWith(name);
      assertThat(thread.join(Duration.ofSeconds(50))).as("%s ended", thread).isTrue();
    }
    assertThat(fiveAtOnce(pool)).hasSize(5); // there are others if they are needed
  }

  private static List<Thread> fiveAtOnce(Executor pool) throws Exception {
    CountDownLatch begun = new CountDownLatch(5);
    List<CompletableFuture<Thread>> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      threads.add(
          CompletableFuture.supplyAsync(
              () -> {
                begun.countDown();
                Uninterruptibly.run(begun::await);
                return Thread.currentThread();
              },
              pool));
    }
    List<Thread> result = new ArrayList<>();
    for (CompletableFuture<Thread> thread : threads) {
      result.add(thread.get(50, TimeUnit.SECONDS));
    }
    return result.stream().distinct().toList();
  }
}
