package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent puts into java.base is of no use to anybody but the library. */
@Tag("agent")
class DoorTest {
  private static final Path JAR = Path.of("target", "maybefork-0.1.0-SNAPSHOT.jar");
  private static final String AGENT = "-javaagent:" + JAR;
  private static final String EXPORT = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";

  /** Starts a program of {@link DoorJvm}, on the class path. */
  private static String run(String program, String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of(AGENT));
    all.addAll(List.of(flags));
    all.addAll(List.of("-cp", JavaCommand.path(JAR, JavaCommand.TEST_CLASSES)));
    all.addAll(List.of("dev.maybefork.DoorJvm", program));
    return JavaCommand.run(all);
  }

  @Test
  void nobodyCallsAHook() throws Exception {
    assertThat(run("reflection")).contains("done");
  }

  /** Although somebody has asked for it, by a flag. */
  @ParameterizedTest
  @ValueSource(strings = {"calls", "childCalls"})
  void whoCallsOneAllTheSameGetsNothing(String program) throws Exception {
    assertThat(run(program, EXPORT)).contains("done");
  }
}
