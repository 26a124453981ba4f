package dev.maybefork.examples.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A {@link Shop} in a process of its own, which ends when this one does. */
final class ServerProcess implements Closeable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final int port;

  ServerProcess(Way way, int products, String url) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-jar",
                    jar().toString(),
                    "serve",
                    way.name(),
                    Integer.toString(products),
                    url))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader(UTF_8);
    in = process.outputWriter(UTF_8);
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

  /** Has this share of all parts in its cache. */
  Counts cache(double percent) throws IOException {
    in.write(percent + "\n");
    in.flush();
    String[] counts = line().split(" ", -1);
    return new Counts(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
  }

  /**
   * What it has done until it was last told what to cache.
   *
   * @param loads look-ups in the database
   * @param forks bodies that forked
   */
  record Counts(long loads, long forks) {}

  /** The processors' time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
