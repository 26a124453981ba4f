package dev.maybefork.internal.jdk;

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
}
