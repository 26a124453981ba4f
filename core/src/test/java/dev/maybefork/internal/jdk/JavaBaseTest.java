package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaBaseTest {
  @Test
  void whatIsNewerThanAllThatWasTriedIsNotKnown() {
    assertThat(JavaBase.knows(25)).isTrue();
    assertThat(JavaBase.knows(28)).isTrue();
    assertThat(JavaBase.knows(29)).isFalse();
    assertThat(JavaBase.knows(Runtime.version().feature())).isTrue();
  }
}
