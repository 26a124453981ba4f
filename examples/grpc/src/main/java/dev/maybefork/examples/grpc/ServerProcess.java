package dev.maybefork.examples.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server in a process of its own, which ends when this one does. */
final class ServerProcess implements Closeable {
  private final Process process;
  private final BufferedReader out;
  private final int port;

  ServerProcess(Serving serving) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-jar",
                    jar().toString(),
                    "serve",
                    serving.name()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader(UTF_8);
    port = Integer.parseInt(line());
  }

  private static Path jar() {
    Path jar =
        Path.of(ServerProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    if (!jar.toString().endsWith(".jar")) {
      throw new IllegalStateException(jar + " is no jar: start this by java -jar, as README.md");
    }
    return jar;
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new EOFException("the server has ended");
    }
    return line;
  }

  int port() {
    return port;
  }

  /** Has it take its file out of the page cache. */
  void evict() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    line();
  }

  /** The processors' time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
