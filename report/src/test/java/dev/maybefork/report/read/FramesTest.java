package dev.maybefork.report.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  @ParameterizedTest
  @CsvSource({
    "app//com.acme.Shop.buy(Shop.java:12), com.acme.Shop.buy:12",
    "java.base/java.lang.Thread.sleep(Thread.java:509), java.lang.Thread.sleep:509",
    "java.base@25.0.1/java.lang.Thread.run(Thread.java:1), java.lang.Thread.run:1",
    "app/com.acme@1.2/com.acme.Shop.buy(Shop.java), com.acme.Shop.buy",
    "com.acme.Shop.buy(Native Method), com.acme.Shop.buy",
    "app//com.acme.Shop$$Lambda/0x00007f1c44001234.run(Unknown Source), com.acme.Shop$$Lambda.run",
    "no frame at all, no frame at all",
  })
  void linesOfAThrowable(String line, String frame) {
    assertThat(Frames.ofText(line)).isEqualTo(frame);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dev.maybefork.MaybeFork.maybeFork:1", "dev.maybefork.internal.engine.X.y"})
  void framesOfTheLibrary(String frame) {
    assertThat(Frames.isLibrary(frame)).isTrue();
    assertThat(Frames.isProgram(frame)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dev.maybefork.cli.Demo.main:1", "dev.maybefork", "javafx.X.y", "com.acme.X.y"})
  void framesOfPrograms(String frame) {
    assertThat(Frames.isProgram(frame)).isTrue();
  }

  @Test
  void aMethodHasNoLine() {
    assertThat(Frames.method("com.acme.Shop.buy:12")).isEqualTo("com.acme.Shop.buy");
    assertThat(Frames.method("com.acme.Shop.buy")).isEqualTo("com.acme.Shop.buy");
  }
}
