package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code maybefork}, in a checkout and with a JDK that only say what they were asked.
 */
class ScriptTest {
  @TempDir private Path folder;
  private Path checkout;
  private Path jdk;

  @BeforeEach
  void makeCheckoutAndJdk() throws Exception {
    checkout = folder.resolve("a=b c:d * $HOME");
    Files.createDirectories(checkout.resolve("cli"));
    Path script = Path.of("..", "maybefork");
    Files.copy(script, checkout.resolve("maybefork"));
    assertThat(checkout.resolve("maybefork").toFile().setExecutable(true)).isTrue();
    program(
        checkout.resolve("mvnw"),
        "for option; do case $option in cli|bench) module=$option;; esac; done; mkdir -p"
            + " $module/target/lib; : >$module/target/lib/maybefork.jar; :"
            + " >$module/target/maybefork-cli.jar; : >$module/target/benchmarks.jar");
    jdk = folder.resolve("jdk = 25");
    program(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    program(jdk.resolve("bin/javac"), "exit 1");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
  }

  private static void program(Path file, String commands) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private List<String> run(String javaOpts, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("maybefork").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MAYBEFORK_"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("MAYBEFORK_JAVA_OPTS", javaOpts);
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, ours) -> ours + path);
    Path output = folder.resolve("output");
    Process process =
        builder
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(output);
  }

  @Test
  void aPathMayHaveAnythingInIt() throws Exception {
    String jar = checkout.toRealPath().resolve("cli/target/maybefork-cli.jar").toString();
    assertThat(run("", "demo", "two words")).containsExactly("-jar", jar, "demo", "two words");
  }

  @Test
  void benchIsAnotherJar() throws Exception {
    String jar = checkout.toRealPath().resolve("bench/target/benchmarks.jar").toString();
    assertThat(run("", "bench", "--only", "two words"))
        .containsExactly("-jar", jar, "bench", "--only", "two words");
    assertThat(checkout.resolve("cli/target")).doesNotExist();
  }

  @Test
  void optionsAreSplitAndAreNoPatterns() throws Exception {
    assertThat(run("-Da=* -Db", "demo")).startsWith("-Da=*", "-Db");
    Files.createFile(folder.resolve("-Da=file"));
    assertThat(run("-Da=* -Db", "demo")).startsWith("-Da=*", "-Db");
  }

  @Test
  void nobodyElsesJavaRunsIfJavaHomeIsGood() throws Exception {
    Path ran = folder.resolve("ran");
    program(folder.resolve("bin/java"), ": >'" + ran + "'");
    run("", "demo");
    assertThat(ran).doesNotExist();
  }
}
