package dev.maybefork.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maybefork.report.model.Report;
import dev.maybefork.report.page.Page;
import dev.maybefork.report.read.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the page of a flight recording, whoever made the recording.
 *
 * {@snippet :
 * Reports.write(Reports.read(Path.of("app.jfr")), Path.of("app.html"));
 * }
 */
public final class Reports {
  private Reports() {}

  /**
   * What a recording says.
   *
   * @param recording the file
   * @return the report
   * @throws dev.maybefork.report.read.UnreadableRecording if nothing can be read of it
   * @throws IOException if there is no such file, or it can't be read
   */
  public static Report read(Path recording) throws IOException {
    return RecordingReader.read(recording);
  }

  /**
   * Writes the page of a report.
   *
   * @param report the report
   * @param page the file, which is replaced if it is there
   * @throws IOException if it can't be written
   */
  public static void write(Report report, Path page) throws IOException {
    Files.writeString(page, Page.of(report), UTF_8);
  }
}
