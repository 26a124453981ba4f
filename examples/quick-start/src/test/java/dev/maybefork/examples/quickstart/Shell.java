package dev.maybefork.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A user's shell: {@code java} and {@code mvn} are those that run this test. */
final class Shell {
  private final Path folder;
  private final Path bin;

  /**
   * A shell in the folder.
   *
   * @param bin where its commands are put
   * @param repository the local repository of its Maven, before that of this build
   */
  Shell(Path folder, Path bin, Path repository) throws IOException {
    this.folder = folder;
    this.bin = Files.createDirectories(bin);
    Path mvn =
        Files.writeString(
            bin.resolve("mvn"),
            """
            #!/bin/sh
            exec '%s/bin/mvn' -B -ntp '-Dmaven.repo.local=%s' '-Dmaven.repo.local.tail=%s' "$@"
            """
                .formatted(
                    System.getProperty("maven.home"),
                    repository,
                    System.getProperty("maven.local")));
    if (!mvn.toFile().setExecutable(true)) {
      throw new IOException("can't make " + mvn + " executable");
    }
  }

  /** Runs the commands, of which none may fail; gives what they print. */
  String run(String commands) throws Exception {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "MAVEN_OPTS"));
    String java = System.getProperty("java.home");
    environment.put("JAVA_HOME", java);
    environment.merge(
        "PATH", bin + File.pathSeparator + Path.of(java, "bin"), (old, ours) -> ours + ":" + old);
    int status = builder.start().waitFor();
    String printed = Files.readString(output, UTF_8);
    assertThat(status).as(printed).isZero();
    return printed;
  }
}
