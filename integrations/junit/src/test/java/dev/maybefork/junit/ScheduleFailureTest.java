package dev.maybefork.junit;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bugs that show under some schedules only, how they are told, and what they leave behind. */
class ScheduleFailureTest {
  private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  @AfterEach
  void noScheduleIsInPlace() {
    Fork<Void> blocks = maybeFork(Blocks::sleep);
    assertThat(blocks.forked()).isTrue();
    blocks.join();
    assertThat(maybeFork(() -> {}).forked()).isFalse();
  }

  static class ReadsBeforeJoin {
    @ForkSchedules
    void test() {
      AtomicReference<String> result = new AtomicReference<>("nothing");
      Fork<Void> fork =
          maybeFork(() -> {
            Blocks.longSleep();
            result.set("page");
          });
      String read = result.get();
      fork.join();
      assertThat(read).isEqualTo("page");
    }
  }

  @Test
  void aBugThatNeedsAForkIsNamedByItsSchedule() {
    TestRun run = TestRun.of(ReadsBeforeJoin.class);
    assertThat(run.invocations())
        .containsExactly("never", "always: FAILED", "block 1: FAILED", "block 2");
    Throwable failure = run.failure("block 1");
    assertThat(failure).isInstanceOf(AssertionError.class).hasMessageContaining("page");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).hasMessage("under the schedule \"block 1\"");
  }

  static class CallerWakesBody {
    @ForkSchedules(timeoutSeconds = 1)
    void test() {
      CountDownLatch latch = new CountDownLatch(1);
      Fork<Void> fork = maybeFork(() -> waitFor(latch));
      latch.countDown();
      fork.join();
    }

    private static void waitFor(CountDownLatch latch) throws InterruptedException {
      latch.await();
    }
  }

  @Test
  void aHangIsAFailureWithBothStacks() {
    TestRun run = TestRun.of(CallerWakesBody.class);
    assertThat(run.invocations().getFirst()).isEqualTo("never: FAILED");
    Throwable hang = run.failure("never");
    assertThat(hang)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("not done after 1 s under the schedule \"never\"")
        .hasMessageEndingWith("neither ever goes on.");
    assertThat(hang.getCause()).satisfies(at("test"));
    assertThat(hang.getSuppressed()[0].getCause())
        .isInstanceOf(InterruptedException.class)
        .satisfies(at("waitFor"));
  }

  private static Consumer<Throwable> at(String method) {
    return e ->
        assertThat(e.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals(method));
  }

  static class HangsAndForks {
    @ForkSchedules(timeoutSeconds = 1)
    void test() {
      Fork<Void> three =
          maybeFork(() -> {
            Blocks.sleep();
            Blocks.sleep();
            Blocks.sleep();
          });
      CountDownLatch latch = new CountDownLatch(1);
      Fork<Void> hangs = maybeFork(() -> latch.await());
      latch.countDown();
      hangs.join();
      three.join();
    }
  }

  @Test
  void aHangEndsTheSeries() {
    TestRun run = TestRun.of(HangsAndForks.class);
    assertThat(run.invocations())
        .containsExactly("never: FAILED", "always", "block 1", "block 2: FAILED");
    assertThat(run.reports()).containsExactly("the series ends with a hang at block 2");
  }

  static class WaitsUninterruptibly {
    static final Semaphore LEFT_BEHIND = new Semaphore(0);

    @ForkSchedules(timeoutSeconds = 1, maxBlocks = 1)
    void test() {
      assertThat(Thread.currentThread().isDaemon()).isTrue(); // so it doesn't keep the JVM
      Semaphore semaphore = new Semaphore(0);
      Fork<Void> fork =
          maybeFork(() -> {
            SEEN.add(semaphore);
            semaphore.acquireUninterruptibly();
          });
      semaphore.release();
      fork.join();
      LEFT_BEHIND.release();
    }
  }

  @Test
  void aHangThatNoInterruptEndsIsAFailureToo() throws InterruptedException {
    TestRun run = TestRun.of(WaitsUninterruptibly.class);
    assertThat(run.invocations())
        .containsExactly("never: FAILED", "always", "block 1, the last for maxBlocks");
    assertThat(run.failure("never")).hasMessageEndingWith("its thread is left behind.");
    assertThat(WaitsUninterruptibly.LEFT_BEHIND.availablePermits()).isEqualTo(2);
    ((Semaphore) SEEN.getFirst()).release();
    assertThat(WaitsUninterruptibly.LEFT_BEHIND.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
  }

  static class JUnitInterrupts {
    @ForkSchedules(maxBlocks = 1)
    @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
    void test() {
      try {
        Thread.sleep(20_000);
      } catch (InterruptedException e) {
        SEEN.add("interrupted");
      }
    }
  }

  @Test
  void anInterruptByJUnitReachesTheTest() {
    assertThat(TestRun.of(JUnitInterrupts.class).invocations())
        .containsExactly(
            "never: FAILED", "always: FAILED", "block 1, the last for maxBlocks: FAILED");
    assertThat(SEEN).hasSize(3);
  }

  static class Aborts {
    @ForkSchedules
    void test() {
      Assumptions.abort("not here");
    }
  }

  @Test
  void anAbortedTestIsAborted() {
    assertThat(TestRun.of(Aborts.class).invocations())
        .containsExactly("never: ABORTED", "always: ABORTED", "block 1: ABORTED");
  }

  static class Lifecycle {
    static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    @BeforeEach
    void before() {
      INHERITED.set("by the test");
      SEEN.add(forks());
    }

    @ForkSchedules
    void test() {
      SEEN.add(INHERITED.get());
      SEEN.add(forks());
    }

    @AfterEach
    void after() {
      SEEN.add(forks());
      INHERITED.remove();
    }

    private static boolean forks() {
      Fork<Void> fork = maybeFork(Blocks::sleep);
      boolean forked = fork.forked();
      fork.join();
      return forked;
    }
  }

  @Test
  void onlyTheTestMethodIsUnderTheSchedule() {
    assertThat(TestRun.of(Lifecycle.class).invocations())
        .containsExactly("never", "always", "block 1", "block 2");
    assertThat(SEEN)
        .containsExactly(
            true,
            "by the test",
            false,
            true, // never
            true,
            "by the test",
            true,
            true, // always
            true,
            "by the test",
            true,
            true, // block 1
            true,
            "by the test",
            false,
            true); // block 2
  }
}
