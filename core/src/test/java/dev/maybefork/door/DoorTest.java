package dev.maybefork.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.MaybeFork;
import dev.maybefork.testing.JavaCommand;
import dev.maybefork.testing.RealFiles;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent opens and puts into java.base is of no use to anybody but the library. */
@Tag("agent")
class DoorTest {
  private static final String EXPORT = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";

  @TempDir Path directory;

  /** Starts a program of {@code DoorJvm}, on the class path, with the agent. */
  private static String run(List<String> flags, Object... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(JavaCommand.AGENT));
    all.addAll(flags);
    all.addAll(List.of("-cp", path()));
    all.add("dev.maybefork.door.DoorJvm");
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return JavaCommand.run(all);
  }

  private static String path() {
    return JavaCommand.path(JavaCommand.JAR, JavaCommand.TEST_CLASSES);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  void nobodyCallsAHook() throws Exception {
    assertThat(run(List.of(), "reflection")).contains("done");
  }

  /** Although somebody has asked for it, by a flag. */
  @ParameterizedTest
  @ValueSource(strings = {"calls", "childCalls"})
  void whoCallsOneAllTheSameGetsNothing(String program) throws Exception {
    assertThat(run(List.of(EXPORT), program)).contains("done");
  }

  @Test
  void theAgentKeepsNothingThatOpensTheJdk() throws Exception {
    assertThat(run(List.of(), "fields")).contains("done");
  }

  @Test
  void aCopyOfTheAgentsOwnJarIsLetInAndLogged() throws Exception {
    Path copy = Files.copy(JavaCommand.JAR, directory.resolve("copy.jar"));
    assertThat(run(List.of(), "copy", copy))
        .contains("engine=inline", "open=true")
        .containsOnlyOnce("java.lang is now open to unnamed module");
  }

  @Test
  void whatOnlyHasTheNameOfTheLibraryIsNot() throws Exception {
    assertThat(run(List.of(), "copy", JavaCommand.CLASSES + File.separator))
        .contains("engine=watch", "open=false", "the agent is of another jar than class dev.")
        .doesNotContain("java.lang is now open");
  }

  @Test
  void norIsAModuleOfAnotherName() throws Exception {
    Path sources = Files.createDirectories(directory.resolve("plugin"));
    Path module = sources.resolve("module-info.java");
    Files.writeString(module, "module plugin { exports dev.maybefork; }");
    Path main = sources.resolve("MaybeFork.java");
    Files.writeString(main, "package dev.maybefork; public class MaybeFork {}");
    Path modules = directory.resolve("modules");
    JavaCommand.javac("-d", modules.toString(), module.toString(), main.toString());
    assertThat(run(List.of(), "plugin", modules))
        .contains(
            "refused: the agent opens it to no other module than dev.maybefork", "open=false");
  }

  /** Without java.instrument, which only agents need. */
  @Test
  void aModuleWithoutFlags() throws Exception {
    Path sources = Files.createDirectories(directory.resolve("program"));
    Path module = sources.resolve("module-info.java");
    Files.writeString(module, "module program { requires dev.maybefork; }");
    Path main = sources.resolve("Main.java");
    Files.writeString(
        main,
        """
        package program;

        class Main {
          public static void main(String[] args) {
            System.out.println(dev.maybefork.MaybeFork.maybeFork(() -> "works").join());
            System.out.println(dev.maybefork.MaybeFork.engineStatus());
            System.out.println(ModuleLayer.boot().findModule("java.instrument").isEmpty());
          }
        }
        """);
    Path modules = directory.resolve("modules");
    JavaCommand.javac(
        "-p",
        JavaCommand.JAR.toString(),
        "-d",
        modules.toString(),
        module.toString(),
        main.toString());
    assertThat(
            JavaCommand.run(
                List.of(
                    "-p",
                    JavaCommand.path(JavaCommand.JAR, modules),
                    "-m",
                    "program/program.Main")))
        .contains("works", "engine=watch", "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "true", "YES", " On ", ""})
  void hooksThatAreWanted(String value) throws Exception {
    assertThat(run(List.of("-Dmaybefork.hooks=" + value), "status"))
        .contains("nativeCalls=they fork")
        .doesNotContain("WARNING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", "false", "no", "off "})
  void hooksThatAreNot(String value) throws Exception {
    assertThat(run(List.of("-Dmaybefork.hooks=" + value), "status"))
        .contains("nativeCalls=they hold their caller: the agent has put no hooks into the JDK")
        .contains("-Dmaybefork.hooks=" + value + " is set")
        .doesNotContain("WARNING");
  }

  @Test
  void anUnknownValueTurnsThemOffAndIsNamed() throws Exception {
    assertThat(run(List.of("-Dmaybefork.hooks=0ff"), "status"))
        .contains("nativeCalls=they hold their caller: the agent has put no hooks into the JDK")
        .containsOnlyOnce("-Dmaybefork.hooks is neither on nor off, so they are off: 0ff");
  }

  @ParameterizedTest
  @CsvSource({"os.arch,riscv64", "os.name,Mac OS X"})
  void anotherPlatformIsNamedAsTheReason(String property, String value) throws Exception {
    assertThat(run(List.of("-D" + property + "=" + value, "-Dmaybefork.engine=inline"), "status"))
        .contains("nativeCalls=they hold their caller: the agent has put no hooks into the JDK")
        .contains("they are for Linux on x86-64 and aarch64 only");
  }

  @Test
  void theLoadersOfCopiesUnload() throws Exception {
    assertThat(run(List.of(), "unloads", JavaCommand.JAR)).contains("alive=0");
  }

  @Test
  void whatHasFailedOnceIsTriedAgain() throws Exception {
    String open = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";
    assertThat(run(List.of(open), "failedOnce", fifo())).contains("forked=true read=7");
  }

  @Test
  void aShortageOfDescriptorsIsNotFinal() throws Exception {
    List<String> command =
        List.of(
            "sh",
            "-c",
            "ulimit -n 256; exec \"$@\"",
            "sh",
            java(),
            JavaCommand.AGENT,
            "-cp",
            path());
    assertThat(
            JavaCommand.runCommand(
                Stream.concat(
                        command.stream(),
                        Stream.of("dev.maybefork.door.DoorJvm", "noDescriptors", fifo().toString()))
                    .toList(),
                ProcessBuilder.Redirect.PIPE))
        .contains("full at", "forked=true read=7")
        .doesNotContain("can't be asked");
  }

  private Path fifo() throws Exception {
    return RealFiles.makeFifo(directory.resolve("fifo"));
  }

  @Test
  void aTryAfterOneThatFailedHalfWayWorks() throws Exception {
    assertThat(
            JavaCommand.run(
                List.of(
                    JavaCommand.OPEN, "-cp", path(), "dev.maybefork.door.DoorJvm", "halfDefined")))
        .contains("engine=inline");
  }

  /** Not what lies first on the class path under the same name. */
  @Test
  void theClassesForTheJdkAreTheJarsOwn() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("META-INF/maybefork"));
    for (String name : List.of("MaybeForkDefiner", "MaybeForkHook")) {
      Files.writeString(folder.resolve(name + ".class"), "nonsense");
    }
    assertThat(
            JavaCommand.run(
                List.of(
                    JavaCommand.AGENT,
                    "-cp",
                    JavaCommand.path(directory, Path.of(path())),
                    "dev.maybefork.door.DoorJvm",
                    "status")))
        .contains("engine=inline", "nativeCalls=they fork");
  }

  @Test
  void noClassOfAnotherJarJoinsItsPackages() throws Exception {
    try (JarFile jar = new JarFile(JavaCommand.JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Sealed")).isEqualTo("true");
      assertThat(manifest.getValue("Can-Retransform-Classes")).isNull();
    }
    Path other = directory.resolve("dev/maybefork");
    Files.createDirectories(other);
    Files.copy(
        JavaCommand.TEST_CLASSES.resolve("dev/maybefork/LoopRunTest.class"),
        other.resolve("LoopRunTest.class"));
    URL[] urls = {JavaCommand.JAR.toUri().toURL(), directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      assertThat(loader.loadClass(MaybeFork.class.getName())).isNotNull();
      assertThatThrownBy(() -> loader.loadClass("dev.maybefork.LoopRunTest"))
          .isInstanceOf(SecurityException.class);
    }
  }
}
