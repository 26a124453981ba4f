package dev.maybefork.cli;

import dev.maybefork.report.Reports;
import dev.maybefork.report.model.Visible;
import dev.maybefork.report.read.UnreadableRecording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.ExitCode;

/** Makes pages, and says in one line what became of each. */
final class ReportMaker {
  private final PrintWriter out;

  ReportMaker(PrintWriter out) {
    this.out = out;
  }

  /** The exit status. */
  int make(Path recording, Path page) {
    dev.maybefork.report.model.Report report;
    try {
      report = Reports.read(recording);
    } catch (NoSuchFileException e) {
      say("there is no file " + recording + ".");
      return ExitCode.USAGE;
    } catch (UnreadableRecording e) {
      say("no report: " + recording + " is " + e.getMessage() + ".");
      return ExitCode.SOFTWARE;
    } catch (IOException | OutOfMemoryError e) {
      say("no report: " + recording + " can't be read (" + e + ").");
      return ExitCode.SOFTWARE;
    }
    try {
      Reports.write(report, page);
    } catch (IOException e) {
      say("no report: " + page + " can't be written (" + e + ").");
      return ExitCode.SOFTWARE;
    }
    say("the report is in " + page + ".");
    if (report.isCutOff()) {
      say("the recording breaks off, the report is of what is left of it.");
      return ExitCode.SOFTWARE;
    }
    return ExitCode.OK;
  }

  /** On one line, whatever is in the names. */
  void say(String message) {
    out.println("maybefork: " + Visible.of(message));
    out.flush();
  }

  /** Whether a page can be written there: asked before the work, not after it. */
  static boolean isWritable(Path page) {
    Path folder = page.toAbsolutePath().getParent();
    return folder != null
        && Files.isDirectory(folder)
        && !Files.isDirectory(page)
        && (Files.exists(page) ? Files.isWritable(page) : Files.isWritable(folder));
  }
}
