package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import one.profiler.AsyncProfiler;
import org.jacoco.agent.rt.RT;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our agent costs virtual threads nothing; and whoever else comes is told of all that they do. */
@Tag("agent")
@EnabledForJreRange(maxVersion = 25) // of later ones it isn't known where the switch is
class MountEventsTest {
  private static final String FREE = "they cost virtual threads nothing";
  private static final String DEARER = "they make every virtual thread dearer";
  private static final String DEBUGGER =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:0";

  @TempDir Path directory;

  private static List<String> run(List<String> flags, String... program) throws Exception {
    List<String> all = new ArrayList<>(flags);
    String classPath =
        JavaCommand.path(Path.of(JavaCommand.CLASS_PATH), jarOf(AsyncProfiler.class));
    all.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
    all.add("-Dmaybefork.test.jar=" + JavaCommand.JAR.toAbsolutePath());
    all.addAll(List.of("-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading"));
    all.add("dev.maybefork.internal.jdk.MountEventsJvm");
    all.addAll(List.of(program));
    return JavaCommand.run(all).lines().toList();
  }

  private static Path jarOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void oursAloneCostsNothing() throws Exception {
    assertThat(run(List.of(JavaCommand.AGENT), "status")).containsExactly(FREE);
  }

  @Test
  void noAgentCostsNothing() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "status")).containsExactly(FREE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideADebuggerItStays(boolean oursFirst) throws Exception {
    assertStays(DEBUGGER, oursFirst);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideAJavaAgentItStays(boolean oursFirst) throws Exception {
    String coverage = "=destfile=" + directory.resolve("coverage");
    assertStays("-javaagent:" + jarOf(RT.class) + coverage, oursFirst);
  }

  private static void assertStays(String other, boolean oursFirst) throws Exception {
    List<String> flags = new ArrayList<>(List.of(JavaCommand.AGENT));
    flags.add(oursFirst ? 1 : 0, other);
    assertThat(run(flags, "status"))
        .singleElement()
        .asString()
        .startsWith(DEARER)
        .contains("another agent was there");
  }

  @Test
  void besideAFlightRecordingItStays() throws Exception {
    List<String> flags = List.of(JavaCommand.AGENT, "-XX:StartFlightRecording");
    assertThat(run(flags, "status").getLast()).startsWith(DEARER);
  }

  @Test
  void theSettingKeepsIt() throws Exception {
    List<String> flags = List.of(JavaCommand.AGENT, "-Dmaybefork.mountEvents=on");
    assertThat(run(flags, "status"))
        .singleElement()
        .asString()
        .startsWith(DEARER)
        .contains("-Dmaybefork.mountEvents=on is set");
  }

  @Test
  void aSettingThatIsNoneKeepsItAndIsSaid() throws Exception {
    List<String> flags = List.of(JavaCommand.AGENT, "-Dmaybefork.mountEvents=of");
    assertThat(run(flags, "status"))
        .anyMatch(line -> line.startsWith("WARNING") && line.endsWith("so it is on: of"))
        .last()
        .asString()
        .startsWith(DEARER);
  }

  /** To switch it off is safe only as long as there are none. */
  @Test
  void itStaysWhereVirtualThreadsWereFirst() throws Exception {
    assertThat(run(List.of(), "virtualThreadsFirst").getLast())
        .startsWith(DEARER)
        .contains("there were virtual threads before the agent");
  }

  @Test
  void aJavaAgentThatComesLaterIsTold() throws Exception {
    assertVisited("agent", "classes seen");
  }

  @Test
  void aProfilerThatComesLaterIsTold() throws Exception {
    assertVisited("profiler", "bodies seen");
  }

  @Test
  void aRecordingThatComesLaterIsTold() throws Exception {
    assertVisited("recording", "child's events: [jdk.VirtualThreadEnd, jdk.VirtualThreadStart]");
  }

  /** The VM of JDK 25 crashes in one of some ten dumps of a busy program where it tells nobody. */
  @Test
  void aThreadDumpSwitchesItOnFirst() throws Exception {
    assertVisited("dump", "dumped: true");
  }

  private static void assertVisited(String program, String visit) throws Exception {
    List<String> lines = run(List.of(JavaCommand.AGENT), program);
    assertThat(lines).startsWith(FREE).endsWith("all have ended").contains(visit);
    assertThat(lines.get(lines.size() - 2)).startsWith(DEARER);
  }

  /** A JDK may have been replaced on disk while a program runs. */
  @Test
  void nothingIsTakenFromAnotherFileThanThatOfThisVm() throws Exception {
    Path vm = Files.createDirectories(directory.resolve("lib/server")).resolve("libjvm.so");
    byte[] bytes =
        Files.readAllBytes(Path.of(System.getProperty("java.home"), "lib/server/libjvm.so"));
    try (ElfFile file = new ElfFile(vmOf(System.getProperty("java.home")))) {
      bytes[Math.toIntExact(file.buildIdAddress())]++; // which is in the first segment
    }
    Files.write(vm, bytes);
    assertThat(run(List.of(JavaCommand.OPEN), "ofAnotherFile", directory.toString()))
        .containsExactly("not known: " + vm + " is not what this VM was loaded from");
  }

  private static String vmOf(String home) {
    return home + "/lib/server/libjvm.so";
  }

  @Test
  void whereThereIsNoSuchFileItIsNotKnown() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "ofAnotherFile", directory.toString()))
        .singleElement()
        .asString()
        .startsWith("not known: " + vmOf(directory.toString()));
  }
}
