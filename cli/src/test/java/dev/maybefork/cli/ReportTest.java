package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  private Path recording() throws Exception {
    Path file = folder.resolve("in.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ThreadSleep").withoutThreshold().withStackTrace();
      recording.start();
      Thread.sleep(5);
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  @Test
  void aRecordingGetsItsPageBesideIt() throws Exception {
    CommandRun run = CommandRun.of("report", recording().toString());
    assertThat(run.exitStatus()).isZero();
    assertThat(run.err()).contains("the report is in").contains("in.html");
    assertThat(folder.resolve("in.html")).content().contains("ReportTest.recording");
  }

  @Test
  void orWhereItIsToBe() throws Exception {
    Path page = folder.resolve("there.html");
    assertThat(CommandRun.of("report", recording().toString(), page.toString()).exitStatus())
        .isZero();
    assertThat(page).isNotEmptyFile();
  }

  @Test
  void whatIsNoRecordingIsSaidInOneLine() throws Exception {
    Path file =
        Files.writeString(folder.resolve("no\u0007ise.jfr"), "FLR\0 and then something else");
    CommandRun run = CommandRun.of("report", file.toString());
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("no report").doesNotContain("\u0007");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void noSuchFileIsWrongUsage() {
    CommandRun run = CommandRun.of("report", folder.resolve("none.jfr").toString());
    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aPageThatCannotBeWritten() throws Exception {
    CommandRun run = CommandRun.of("report", recording().toString(), folder + "/none/page.html");
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("can't be written");
  }
}
