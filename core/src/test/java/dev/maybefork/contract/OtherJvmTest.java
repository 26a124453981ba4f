package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.testing.JavaCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What depends on how the JVM was started: each test starts one, on the class path. */
class OtherJvmTest {
  private static String run(String program, String... flags) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-cp", JavaCommand.CLASS_PATH));
    arguments.addAll(List.of(flags)); // which may have another class path
    arguments.add("dev.maybefork.contract.OtherJvm");
    arguments.add(program);
    return JavaCommand.run(arguments);
  }

  @Test
  void openItIsInlineAndSilent() throws Exception {
    assertThat(run("works", JavaCommand.OPEN))
        .contains("engine=inline", "works")
        .doesNotContainIgnoringCase("warning");
  }

  /** None of the self-test's. */
  @Test
  void aFlightRecordingHasTheProgramsThreadsOnly() throws Exception {
    assertThat(run("recorded", JavaCommand.OPEN, "-Dmaybefork.engine=inline"))
        .contains(
            "engine=inline", "{jdk.VirtualThreadEnd=3, jdk.VirtualThreadStart=3, maybefork.Stats=");
  }

  @Test
  void closedItSaysOnceWhichFlagHelps() throws Exception {
    String output = run("works");
    assertThat(output).contains("engine=watch", "works");
    assertThat(output.lines().filter(line -> line.startsWith("WARNING")))
        .singleElement()
        .asString()
        .contains("-javaagent:maybefork.jar")
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
  }

  @Test
  void itSaysSoBeforeTheFirstCallReturns() throws Exception {
    assertThat(run("once")).contains("WARNING: maybefork works, but slowly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "handoff", "watch"})
  void aCallerThatIsHeldForLongIsToldWithBothStacks(String engine) throws Exception {
    String output =
        run(
            "deadlock",
            "-Dmaybefork.heldWarnSeconds=1",
            engine.equals("watch") ? "-Dx=y" : JavaCommand.OPEN,
            "-Dmaybefork.engine=" + (engine.equals("watch") ? "auto" : engine));
    assertThat(output)
        .containsOnlyOnce("A body has held its caller for more than 1 s")
        .containsPattern("The body, VirtualThread[^\\v]*:\\v(.*\\v)*\\tat .*waitsForItsCaller")
        .contains("main?WARNING: forged")
        .containsPattern("Its caller, Thread[^\\v]*:\\v(.*\\v)*\\tat .*OtherJvm.deadlock")
        .contains("works");
  }

  @Test
  void noWarningIfNoneIsWanted() throws Exception {
    assertThat(run("deadlock", "-Dmaybefork.heldWarnSeconds=0", JavaCommand.OPEN))
        .doesNotContain("has held its caller")
        .contains("works");
  }

  @Test
  void whoHasWarmedUpLoadsNothingMore() throws Exception {
    String output = run("warm", JavaCommand.OPEN, "-Xlog:class+load:stdout");
    int warm = output.indexOf("\nwarm");
    int over = output.indexOf("\nover: true");
    assertThat(output.substring(0, warm)).contains(" dev.maybefork.ForkImpl ");
    assertThat(output.substring(warm, over).lines())
        .filteredOn(line -> !line.contains("OtherJvm") && !line.contains("LambdaForm"))
        .noneMatch(line -> line.contains("dev.maybefork.") || line.contains("VirtualThread"));
  }

  /** To initialise it takes longer than all else of the first use. */
  @Test
  void theFirstUseLeavesTheRecorderAlone() throws Exception {
    assertThat(run("works", JavaCommand.OPEN, "-Xlog:class+load:stdout"))
        .contains(" jdk.jfr.FlightRecorder ", "engine=inline")
        .doesNotContain(" jdk.jfr.internal.MetadataRepository ");
  }

  /** As a library does that brings one. */
  @Test
  void aContextIsFoundByItsName(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("dev.maybefork.ForkContext"),
        "nobody.has.this.Context\n" + OtherJvm.Greeting.class.getName() + "\n");
    assertThat(
            run(
                "contexts",
                JavaCommand.OPEN,
                "-cp",
                JavaCommand.CLASS_PATH + File.pathSeparator + folder))
        .contains("engine=inline", "a body sees hello", "works")
        .containsPattern("WARNING: bodies don't see a context: .*nobody.has.this.Context");
  }

  @Test
  void anUnknownEngineIsNamed() throws Exception {
    assertThat(run("works", JavaCommand.OPEN, "-Dmaybefork.engine=warp"))
        .contains("unknown engine warp in -Dmaybefork.engine", "engine=inline", "works");
  }

  @Test
  void aCallThatHoldsItsCallerIsNoticedIfItLastsLongEnough() throws Exception {
    assertThat(run("readsUntilNoticed", JavaCommand.OPEN, "-Dmaybefork.heldMillis=300"))
        .contains("held in 1 places");
    assertThat(run("reads", JavaCommand.OPEN, "-Dmaybefork.heldMillis=60000"))
        .contains("held in 0 places");
  }

  /** Where all frames are interpreted, to unmount a deep stack takes more stack than is left. */
  @Test
  void aCallerTooDeepToUnmountWaitsAllTheSame() throws Exception {
    assertThat(run("deep", JavaCommand.OPEN, "-Xint")).contains("engine=inline", "works");
  }

  @Test
  void aNumberThatIsNoneIsSaidOnce() throws Exception {
    assertThat(
            run(
                "works",
                JavaCommand.OPEN,
                "-Dmaybefork.heldMillis=2O",
                "-Dmaybefork.heldWarnSeconds=-1"))
        .containsOnlyOnce("-Dmaybefork.heldMillis=2O is no number that is 0 or more: taking 20")
        .containsOnlyOnce("-Dmaybefork.heldWarnSeconds=-1 is no number that is 0 or more: taking 5")
        .contains("works");
  }

  @Test
  void theHandOffEngineCanBeAskedFor() throws Exception {
    assertThat(run("works", JavaCommand.OPEN, "-Dmaybefork.engine=handoff"))
        .contains("engine=handoff", "works")
        .doesNotContainIgnoringCase("warning");
  }

  @Test
  void theWatchEngineCanBeAskedFor() throws Exception {
    assertThat(run("works", JavaCommand.OPEN, "-Dmaybefork.engine=watch"))
        .contains("engine=watch", "-Dmaybefork.engine=watch is set", "works")
        .doesNotContainIgnoringCase("warning");
  }

  /** The JVM is told that it is on another system, which is all that the choice goes by. */
  @Test
  void whereNobodyHasRunItALongerSelfTestDecides() throws Exception {
    String output = run("works", JavaCommand.OPEN, "-Dos.name=Mac OS X", "-Dos.arch=aarch64");
    assertThat(output)
        .contains("engine=inline", "the longer self-test passed", "works")
        .containsOnlyOnce("that was never tried on Mac OS X aarch64")
        .contains("-Dmaybefork.engine=watch switches it off");
  }

  @Test
  void onWindowsItIsNotInlineWhoeverAsks() throws Exception {
    assertThat(run("works", JavaCommand.OPEN, "-Dos.name=Windows 11", "-Dmaybefork.engine=inline"))
        .contains("engine=watch", "an interrupt of a caller would get lost on Windows 11", "works");
  }

  /** With other locks than the probe knows, the self-test must find out that it sees none. */
  @Test
  void aFailedSelfTestIsSaid() throws Exception {
    assumeTrue(Runtime.version().feature() == 25, "later there are no other locks");
    String output =
        run(
            "works",
            JavaCommand.OPEN,
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:LockingMode=1");
    assertThat(output)
        .contains("engine=watch", "the self-test failed: a held monitor is not seen", "works");
    assertThat(output.lines()).noneMatch(line -> line.endsWith(" "));
  }

  /** The first caller holds the only carrier while the engine is chosen and tested. */
  @Test
  void oneCarrierIsEnough() throws Exception {
    String one = "-Djdk.virtualThreadScheduler.parallelism=1";
    String max = "-Djdk.virtualThreadScheduler.maxPoolSize=1";
    for (String engine : List.of("inline", "handoff")) {
      assertThat(run("oneCarrier", JavaCommand.OPEN, one, max, "-Dmaybefork.engine=" + engine))
          .contains("engine=" + engine, "works");
    }
    assertThat(run("oneCarrier", one, max)).contains("engine=watch", "works");
  }

  @Test
  void otherCollectorsAndCompilers() throws Exception {
    for (List<String> flags :
        List.of(
            List.of("-XX:+UseSerialGC", "-Xint"),
            List.of("-XX:+UseParallelGC", "-Xcomp", JavaCommand.ALL_COMPILERS),
            List.of("-XX:+UseShenandoahGC", "-XX:+UseCompactObjectHeaders"))) {
      List<String> all = new ArrayList<>(flags);
      all.add(JavaCommand.OPEN);
      assertThat(run("works", all.toArray(String[]::new))).contains("engine=inline", "works");
    }
  }
}
