package dev.maybefork.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where tests run in parallel. */
class ScheduleIsolationTest {
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger MOST_BESIDE_SCHEDULES = new AtomicInteger();

  /** Passed by two threads at once, or by none. */
  private static final CyclicBarrier PLAIN_TESTS = new CyclicBarrier(2);

  private static void runUnderSchedule() throws InterruptedException {
    MOST_BESIDE_SCHEDULES.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
    Thread.sleep(30);
    RUNNING.decrementAndGet();
  }

  private static void runPlainly() throws Exception {
    RUNNING.incrementAndGet();
    PLAIN_TESTS.await(10, TimeUnit.SECONDS);
    Thread.sleep(100);
    RUNNING.decrementAndGet();
  }

  static class OneSeries {
    @ForkSchedules
    void test() throws InterruptedException {
      runUnderSchedule();
    }

    @ForkSchedules
    void other() throws InterruptedException {
      runUnderSchedule();
    }
  }

  static class OtherSeries {
    @ForkSchedules
    void test() throws InterruptedException {
      runUnderSchedule();
    }
  }

  static class PlainTests {
    @Test
    void one() throws Exception {
      runPlainly();
    }

    @Test
    void two() throws Exception {
      runPlainly();
    }
  }

  @Test
  void nothingRunsBesideASchedule() {
    TestRun run =
        TestRun.of(
            Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
            TestRun.classes(OneSeries.class, OtherSeries.class, PlainTests.class));
    assertThat(run.invocations()).hasSize(11).noneMatch(line -> line.contains(":"));
    assertThat(MOST_BESIDE_SCHEDULES).hasValue(1);
  }
}
