package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.JavaCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller waits for a child while it holds what the child waits for: that is told. */
class JoinHazardTest {
  static Stream<Arguments> enginesAndCallers() {
    return Stream.of("inline", "handoff")
        .flatMap(
            engine -> Stream.of(Arguments.of(engine, "platform"), Arguments.of(engine, "virtual")));
  }

  private static List<String> run(List<String> options, String caller) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of("-cp", JavaCommand.CLASS_PATH, "dev.maybefork.contract.JoinHazards", caller));
    return JavaCommand.run(arguments).lines().toList();
  }

  /** All that is one, each once, and nothing that is none. */
  @ParameterizedTest
  @MethodSource("enginesAndCallers")
  void whatItHolds(String engine, String caller) throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN, "-Dmaybefork.engine=" + engine), caller))
        .containsExactly(
            engine,
            "deadlock: MONITOR deadlock and MONITOR deadlock",
            "executor: PARK hazard",
            "gatherer: PARK deadlock",
            "joinsWithMonitors: MONITOR hazard",
            "late: MONITOR hazard",
            "lock: PARK hazard",
            "lockForEver: PARK deadlock",
            "loop: PARK hazard",
            "loopAtLimit: MONITOR deadlock",
            "monitor: MONITOR hazard",
            "readLock: PARK hazard",
            "scope: PARK deadlock",
            "scopeClose: PARK deadlock",
            "tryLock: PARK hazard",
            "writeLock: PARK hazard",
            "{logged the caller=1, logged the child=1}");
  }

  /** Nobody can tell there, so nothing is said. */
  @Test
  void whereBodiesAreWatched() throws Exception {
    assertThat(run(List.of(), "platform")).containsExactly("watch", "{}");
  }
}
