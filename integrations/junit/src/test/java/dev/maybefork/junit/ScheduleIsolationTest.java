package dev.maybefork.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where tests run in parallel. */
class ScheduleIsolationTest {
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger AT_ONCE = new AtomicInteger();
  private static final AtomicInteger BESIDE_SCHEDULES = new AtomicInteger();

  private static void runFor(int millis, AtomicInteger most) throws InterruptedException {
    int running = RUNNING.incrementAndGet();
    most.accumulateAndGet(running, Math::max);
    Thread.sleep(millis);
    RUNNING.decrementAndGet();
  }

  static class OneSeries {
    @ForkSchedules
    void test() throws InterruptedException {
      runFor(30, BESIDE_SCHEDULES);
    }

    @ForkSchedules
    void other() throws InterruptedException {
      runFor(30, BESIDE_SCHEDULES);
    }
  }

  static class OtherSeries {
    @ForkSchedules
    void test() throws InterruptedException {
      runFor(30, BESIDE_SCHEDULES);
    }
  }

  static class PlainTests {
    @Test
    void one() throws InterruptedException {
      runFor(100, AT_ONCE);
    }

    @Test
    void two() throws InterruptedException {
      runFor(100, AT_ONCE);
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
    assertThat(AT_ONCE).hasValue(2); // else this test shows nothing
    assertThat(BESIDE_SCHEDULES).hasValue(1);
  }
}
