package dev.maybefork.report.read;

import dev.maybefork.report.model.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads a recording. A file is whatever somebody gave us: the parser may fail in any way on it. */
public final class RecordingReader {
  private RecordingReader() {}

  /**
   * What a recording says.
   *
   * @param file the recording
   * @return the report; if the file breaks off, of what is before that, with a note that says so
   * @throws UnreadableRecording if nothing can be read of it, with a message of one line
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if the file can't be read at all
   */
  public static Report read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (Files.isDirectory(file)) {
      throw new UnreadableRecording("a folder, and no recording");
    }
    if (Files.size(file) == 0) {
      throw new UnreadableRecording("empty");
    }
    Intake intake = new Intake();
    nameEvents(file, intake);
    @Nullable String failure = takeAll(file, intake);
    if (intake.events() == 0) {
      throw new UnreadableRecording(failure == null ? "it has no events" : failure);
    }
    return new Analysis(intake, file, failure).report();
  }

  /** Reads the whole file for it, so it fails on one that breaks off; its events may be good. */
  private static void nameEvents(Path file, Intake intake) {
    try (RecordingFile recording = new RecordingFile(file)) {
      recording
          .readEventTypes()
          .forEach(type -> intake.settings.name(type.getId(), type.getName()));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // the settings stay without names; takeAll says what is wrong
    }
  }

  /** Returns what is wrong with the file, or null. */
  private static @Nullable String takeAll(Path file, Intake intake) {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        intake.accept(recording.readEvent());
      }
      return null;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return "damaged, or no flight recording ("
          + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
              .lines()
              .findFirst()
              .orElse("")
          + ")";
    }
  }
}
