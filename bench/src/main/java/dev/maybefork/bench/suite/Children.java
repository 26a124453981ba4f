package dev.maybefork.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a run. None of them outlives it: they are killed when it ends, and each ends by
 * itself when its standard input does.
 */
final class Children {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** By these a JVM would get options, and agents, that nobody sees. */
  private static final List<String> HIDDEN_OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private static final int SHOWN_LINES = 15;

  private final Path logs;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;
  private int started;

  /** Of a run whose children's output goes into a folder. */
  Children(Path logs) throws IOException {
    this.logs = Files.createDirectories(logs);
    Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
  }

  private void killAll() {
    ending = true; // what is measured next won't begin
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** A child, and the files that it writes to. */
  final class Child implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, List<String> command) throws IOException {
      this.name = name;
      String file = String.format("%03d-%s", ++started, name.replaceAll("[^A-Za-z0-9]+", "-"));
      out = logs.resolve(file + ".out");
      err = logs.resolve(file + ".err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeAll(HIDDEN_OPTIONS);
      process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      running.add(process);
    }

    long pid() {
      return process.pid();
    }

    /** All it has written, when it has ended as it should. */
    List<String> awaitEnd(long seconds) throws IOException, InterruptedException {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw failure("has not ended within " + seconds + " seconds");
      }
      if (process.exitValue() != 0) {
        throw failure("has ended with status " + process.exitValue());
      }
      return Files.readAllLines(out);
    }

    /** The first line that it writes. */
    String awaitLine(long seconds) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (true) {
        String written = Files.readString(out);
        int end = written.indexOf('\n');
        if (end >= 0) {
          return written.substring(0, end);
        }
        if (!process.isAlive() || System.nanoTime() - deadline > 0) {
          throw failure("has not begun");
        }
        Thread.sleep(20);
      }
    }

    private IOException failure(String what) throws IOException {
      List<String> lines = new ArrayList<>(Files.readAllLines(out));
      lines.addAll(Files.readAllLines(err));
      List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
      return new IOException(name + " " + what + ":\n  " + String.join("\n  ", last));
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
      running.remove(process);
    }
  }

  /** Starts a JVM. */
  Child java(String name, List<String> options, Class<?> program, String... arguments)
      throws IOException {
    if (ending) {
      throw new IOException("this run is ending");
    }
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return new Child(name, command);
  }
}
