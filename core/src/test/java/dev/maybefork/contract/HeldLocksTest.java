package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.JavaCommand;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A body that blocks may hold any lock. The rule: from the end of its slice until it is on its way,
 * and as long as it is held, its caller needs none of them; it loads no class, for instance.
 */
class HeldLocksTest {
  static Stream<Arguments> shapesAndCallers() {
    return Stream.of("platform", "virtual")
        .flatMap(caller ->
            Stream.of(
                    "plain",
                    "kinds",
                    "nthBlock",
                    "after",
                    "or",
                    "monitor",
                    "held",
                    "interrupted",
                    "thread",
                    "executor",
                    "loop",
                    "scope")
                .map(shape -> Arguments.of(shape, caller)));
  }

  @ParameterizedTest
  @MethodSource("shapesAndCallers")
  void theClassLoaders(String shape, String caller) throws Exception {
    assertReturns(shape, caller, /* option= */ "-Xlog:disable");
  }

  /** The recorder loads classes, too. */
  @Tag("long") // to start a recorder takes a JVM longer than all else of it
  @ParameterizedTest
  @MethodSource("shapesAndCallers")
  void whileItIsRecorded(String shape, String caller) throws Exception {
    assertReturns(shape, caller, "-XX:StartFlightRecording:disk=false");
  }

  private static void assertReturns(String shape, String caller, String option) throws Exception {
    String output =
        JavaCommand.run(
            List.of(
                option,
                "-Xlog:jfr*=error",
                JavaCommand.OPEN,
                "-cp",
                JavaCommand.CLASS_PATH,
                "dev.maybefork.contract.HeldLocks",
                shape,
                caller));
    assertThat(output).isEqualToIgnoringNewLines("returned");
  }
}
