package dev.maybefork.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Java program in a JVM of its own, with the agent and a flight recording. */
final class RecordedProgram implements AutoCloseable {
  /** Shorter waits than the JDK's settings record: these tell how long callers waited. */
  private static final List<String> FROM_1_MS =
      List.of(
          "ThreadPark",
          "ThreadSleep",
          "JavaMonitorEnter",
          "JavaMonitorWait",
          "FileForce",
          "VirtualThreadPinned");

  private static final long LOOK_MILLIS = 200;

  private final List<String> arguments;
  private final @Nullable Duration length;
  private final Path folder;
  private final Path recorded;
  private final Path repository;

  /** The recording ends after the time, or with the program if that is null. */
  RecordedProgram(List<String> arguments, @Nullable Duration length) throws IOException {
    this.arguments = arguments;
    this.length = length;
    folder = Files.createTempDirectory("maybefork-run-");
    recorded = folder.resolve("recording.jfr");
    repository = Files.createDirectory(folder.resolve("repository"));
  }

  /** Runs it to its end, and makes the report when the recording has ended; its exit status. */
  int run(ReportMaker maker, Path page, @Nullable Path keep)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command()).inheritIO().start();
    boolean made = false;
    try (SignalForwarder _ = SignalForwarder.to(process)) {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (!made && length != null && isSettled(recorded)) {
          report(maker, page, keep);
          made = true;
        }
      }
    }
    if (!made) {
      report(maker, page, keep);
    }
    return process.exitValue();
  }

  private List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(OwnJvm.java());
    command.addAll(LibraryJar.options(folder));
    command.add("-Xlog:jfr+startup=error"); // else the recorder writes to the program's output
    command.add("-XX:FlightRecorderOptions:repository=" + repository);
    command.add("-XX:StartFlightRecording:" + recordingOptions());
    command.addAll(arguments);
    return command;
  }

  private String recordingOptions() {
    String thresholds =
        FROM_1_MS.stream()
            .map(event -> "jdk." + event + "#threshold=1ms")
            .collect(Collectors.joining(","));
    return "name=maybefork,dumponexit=true,filename="
        + recorded
        + (length == null ? "" : ",duration=" + length.toSeconds() + "s")
        + ","
        + thresholds;
  }

  /** The recorder writes the file when the time is over; it may not be done yet. */
  private static boolean isSettled(Path file) throws IOException {
    return isWritten(file)
        && Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minusSeconds(1));
  }

  /** The recorder makes an empty file at its begin. */
  private static boolean isWritten(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0;
  }

  private void report(ReportMaker maker, Path page, @Nullable Path keep) throws IOException {
    if (!isWritten(recorded)) {
      takeWhatIsLeft();
    }
    if (!isWritten(recorded)) {
      maker.say("no report: the program left no recording.");
      return;
    }
    int _ = maker.make(recorded, page);
    if (keep != null) {
      Files.copy(recorded, keep, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A program that was killed has not written the file, but the parts of it as it went. */
  private void takeWhatIsLeft() throws IOException {
    List<Path> parts;
    try (Stream<Path> files = Files.walk(repository)) {
      parts =
          files
              .filter(file -> file.toString().endsWith(".jfr") && file.toFile().length() > 0)
              .sorted()
              .toList();
    }
    if (!parts.isEmpty()) {
      try (OutputStream out = Files.newOutputStream(recorded)) {
        for (Path part : parts) {
          Files.copy(part, out);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(RecordedProgram::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
