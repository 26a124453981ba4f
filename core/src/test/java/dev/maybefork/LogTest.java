package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTest {
  @Test
  void whatIsPrintableIsOneLine() {
    assertThat(Log.printable("a\nb\r\u001b[31mc\u2028d\u202ee\u0085f"))
        .isEqualTo("a?b??[31mc?d?e?f");
    assertThat(Log.printable(Thread.ofVirtual().name("x\nWARNING: y").unstarted(() -> {})))
        .contains("x?WARNING: y");
    assertThat(Log.printable("gr\u00fcn \ud83d\ude00")).isEqualTo("gr\u00fcn \ud83d\ude00");
  }

  @Test
  void timesAreNumbersHoweverLong() {
    for (long time : new long[] {1, 20, 5_000, Long.MAX_VALUE / 1_000, Long.MAX_VALUE}) {
      assertThat(HeldCallers.periodNanos(time))
          .isGreaterThanOrEqualTo(Math.min(time, 1_000_000_000));
      assertThat(HeldChildren.warnNanos(time)).isGreaterThanOrEqualTo(time);
    }
    assertThat(HeldCallers.periodNanos(20)).isEqualTo(10_000_000);
    assertThat(HeldChildren.warnNanos(5)).isEqualTo(5_000_000_000L);
  }
}
