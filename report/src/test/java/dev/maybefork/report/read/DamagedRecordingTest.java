package dev.maybefork.report.read;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no recordings, or no longer. */
class DamagedRecordingTest {
  @TempDir private static Path folder;
  private static byte[] whole = {};

  @BeforeAll
  static void record() throws Exception {
    Path file = folder.resolve("whole.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ThreadSleep").withoutThreshold();
      recording.start();
      for (int i = 0; i < 20; i++) {
        Thread.sleep(1);
      }
      recording.stop();
      recording.dump(file);
    }
    whole = Files.readAllBytes(file);
  }

  private static void refused(byte[] content) throws Exception {
    Path file = Files.write(folder.resolve("damaged.jfr"), content);
    assertThatExceptionOfType(UnreadableRecording.class)
        .isThrownBy(() -> RecordingReader.read(file))
        .withMessageMatching("[^\\n]+");
  }

  @Test
  void noFile() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> RecordingReader.read(folder.resolve("none")));
  }

  @Test
  void aFolder() {
    assertThatExceptionOfType(UnreadableRecording.class)
        .isThrownBy(() -> RecordingReader.read(folder))
        .withMessageContaining("folder");
  }

  @Test
  void emptyOrTextOrHeaderOnly() throws Exception {
    refused(new byte[0]);
    refused(
        "no recording, but text that is longer than the header of one would be".getBytes(US_ASCII));
    refused(Arrays.copyOf(whole, 68));
  }

  @Test
  void truncated() throws Exception {
    for (int tenth = 1; tenth < 10; tenth++) {
      refused(Arrays.copyOf(whole, whole.length / 10 * tenth));
    }
  }

  /** Two chunks, the second of which ends too early. */
  @Test
  void whatIsBeforeTheBreakIsRead() throws Exception {
    byte[] both = Arrays.copyOf(whole, whole.length * 3 / 2);
    System.arraycopy(whole, 0, both, whole.length, both.length - whole.length);
    Path file = Files.write(folder.resolve("breaks-off.jfr"), both);
    assertThat(RecordingReader.read(file))
        .satisfies(report -> {
          assertThat(report.source().events()).isGreaterThan(10);
          assertThat(report.notes().getFirst()).contains("breaks off");
        });
  }

  /** Whatever is wrong in it, it is read in part, or refused in one line. */
  @Test
  void bytesThatWereChanged() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      byte[] changed = whole.clone();
      for (int n = 0; n < 20; n++) {
        changed[68 + random.nextInt(changed.length - 68)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("changed.jfr"), changed);
      try {
        assertThat(RecordingReader.read(file).source().events()).isPositive();
      } catch (UnreadableRecording e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }
}
