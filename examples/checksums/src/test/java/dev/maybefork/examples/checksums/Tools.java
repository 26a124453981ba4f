package dev.maybefork.examples.checksums;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other programs of the system, and the one that is tested, in processes of their own. */
final class Tools {
  private Tools() {}

  /**
   * What a program has left.
   *
   * @param status its exit status
   * @param out its standard output
   * @param err its standard error
   */
  record Result(int status, String out, String err) {}

  /** Has {@code sha256sum} check the sums. The number of files that are as they should be. */
  static long check(List<FileSum> sums) throws IOException, InterruptedException {
    return check(String.join("\n", sums.stream().map(FileSum::line).toList()) + "\n");
  }

  static long check(String lines) throws IOException, InterruptedException {
    Path list = Files.createTempFile(Path.of("target"), "sums", null);
    try {
      Files.writeString(list, lines);
      Result result = run(List.of("sha256sum", "-c", "--strict", list.toString()));
      assertThat(result.status()).as(result.err()).isZero();
      return result.out().lines().filter(line -> line.endsWith(": OK")).count();
    } finally {
      Files.delete(list);
    }
  }

  /** The command, in this JVM. */
  static Result checksums(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Checksums.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }

  /** The program, as README.md starts it. */
  static Result program(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(System.getProperty("checksums.jar"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  static Path makeFifo(Path path) throws IOException, InterruptedException {
    Result result = run(List.of("mkfifo", path.toString()));
    assertThat(result.status()).as(result.err()).isZero();
    return path;
  }

  private static Result run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(Path.of("target"), "out", null);
    Path err = Files.createTempFile(Path.of("target"), "err", null);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s has ended", command).isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
