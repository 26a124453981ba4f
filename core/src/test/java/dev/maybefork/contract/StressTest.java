package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.BackgroundNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mixed bodies, from all callers at once, with interrupts, garbage collections and stack walks
 * raced at them; whatever should hold and doesn't is counted. {@code -Dmaybefork.stress.seconds}
 * says how long.
 */
@Tag("stress")
class StressTest {
  private static final int CALLERS_OF_EACH_KIND = 3;

  @Test
  void nothingBreaks() throws Exception {
    StressReport report = new StressReport();
    long seconds = Long.getLong("maybefork.stress.seconds", 10);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<StressCaller> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS_OF_EACH_KIND; i++) {
      callers.add(new StressCaller(Thread.ofPlatform().name("platform-" + i), report, end));
      callers.add(new StressCaller(Thread.ofVirtual().name("virtual-" + i), report, end));
    }
    try (BackgroundNoise noise = new BackgroundNoise(callers)) {
      for (StressCaller caller : callers) {
        caller.start();
      }
      for (StressCaller caller : callers) {
        caller.join(seconds + 60);
      }
      System.out.println("stress: " + report.counts() + ", disturbed by " + noise.counts());
    }
    report.found().forEach(Throwable::printStackTrace);
    assertThat(report.found()).isEmpty();
    assertThat(report.bodies()).isPositive();
  }
}
