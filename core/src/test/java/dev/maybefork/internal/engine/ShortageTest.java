package dev.maybefork.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.testing.JavaCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first call of a JVM meets a shortage: it fails, and the next one works as ever. */
class ShortageTest {
  private static final long STACK_BYTES = 1 << 20;

  private static String run(List<String> flags, String... program) throws Exception {
    List<String> arguments = new ArrayList<>(flags);
    arguments.add("-cp");
    arguments.add(JavaCommand.CLASS_PATH);
    arguments.add("dev.maybefork.internal.engine.ShortageJvm");
    arguments.addAll(List.of(program));
    return JavaCommand.run(arguments);
  }

  @ParameterizedTest
  @EnumSource
  void ofStack(ShortageJvm.Shape shape) throws Exception {
    for (ShortageJvm.Before before : ShortageJvm.Before.values()) {
      for (String opened : List.of(JavaCommand.OPEN, "-Dnothing=opened")) {
        assertThat(run(List.of(opened), "stack", shape.name(), before.name()))
            .as("%s, %s", before, opened)
            .contains("works");
      }
    }
  }

  @Test
  void ofThreads() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "thread")).contains("engine=inline", "works");
  }

  /** The self-test's own shortage isn't taken for a failure, which would be final. */
  @Test
  void inTheSelfTest() {
    OutOfMemoryError shortage = new OutOfMemoryError("for once");
    assertThatThrownBy(() ->
            SelfTest.failure(
                () -> {
                  throw shortage;
                },
                STACK_BYTES))
        .isSameAs(shortage);
    assertThat(SelfTest.failure(() -> {}, STACK_BYTES)).isNull();
  }

  @Test
  void ofMemory() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN, "-Xmx32m", "-XX:+UseSerialGC"), "memory"))
        .contains("for want of memory", "engine=inline", "works");
  }

  /** Nor does one of them wait for the other for ever. */
  @Test
  void ofNothingInTwoClassInitialisers() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "initialisers")).contains("engine=inline", "works");
  }

  @Test
  void aLoggerMayCallMaybeForkAndFail() throws Exception {
    assertThat(run(List.of(), "logger")).contains("told inside", "engine=watch", "works");
  }
}
