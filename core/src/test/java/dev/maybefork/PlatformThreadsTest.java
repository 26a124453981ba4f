package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The threads of helpers and stand-ins. */
class PlatformThreadsTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void asManyAsThereAreTasksEndWhenIdle() throws Exception {
    assertTheyEnd(PlatformThreads.unbounded("unbounded-", SHORT), "unbounded-");
  }

  @Test
  void soManyAtMostEndWhenIdle() throws Exception {
    assertTheyEnd(PlatformThreads.bounded("bounded-", 5, SHORT), "bounded-");
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
