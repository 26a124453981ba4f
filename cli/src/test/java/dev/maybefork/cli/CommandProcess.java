package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line, in a process of its own: for what passes through it. */
final class CommandProcess implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  private final Path out;
  private final Path err;
  private final Process process;

  private CommandProcess(Path folder, List<String> command) throws IOException {
    out = folder.resolve("out");
    err = folder.resolve("err");
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
  }

  /** Of the command line, in that folder. */
  static CommandProcess start(Path folder, String... arguments) throws IOException {
    return new CommandProcess(folder, java(Main.class, arguments));
  }

  /** Of another program. */
  static CommandProcess start(Path folder, Class<?> program, String... arguments)
      throws IOException {
    return new CommandProcess(folder, java(program, arguments));
  }

  private static List<String> java(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  void type(String line) throws IOException {
    try (Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
      in.write(line + "\n");
    }
  }

  long pid() {
    return process.pid();
  }

  /** The program that it runs. */
  ProcessHandle program() {
    return process.children().findFirst().orElseThrow();
  }

  void await(String text, Path file) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      assertThat(process.isAlive()).as(err() + out()).isTrue();
      assertThat(System.nanoTime()).as("'%s' in %s: %s", text, file, err()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  void awaitOut(String text) throws Exception {
    await(text, out);
  }

  void awaitErr(String text) throws Exception {
    await(text, err);
  }

  int exitStatus() throws Exception {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as(err()).isTrue();
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
