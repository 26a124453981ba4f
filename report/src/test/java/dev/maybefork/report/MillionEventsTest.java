package dev.maybefork.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.report.model.Report;
import dev.maybefork.report.page.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However large the recording, the page is small: how fast it opens, {@code BrowserTest} sees. */
class MillionEventsTest {
  @TempDir private Path folder;

  @Test
  void figuresAreOfAllAndTheTimelineIsASample() throws Exception {
    Report report = MillionEvents.report(folder);
    assertThat(report.source().events()).isGreaterThanOrEqualTo(2 * MillionEvents.FORKS);
    assertThat(report.bodies().forked()).isEqualTo(MillionEvents.FORKS);
    assertThat(report.sites()).hasSize(MillionEvents.SITES);
    assertThat(report.sites())
        .allSatisfy(site -> {
          assertThat(site.count()).isEqualTo(MillionEvents.FORKS / MillionEvents.SITES);
          assertThat(site.p50()).isBetween(1_000_000L, 50_000_000L);
        });
    assertThat(report.timeline().all()).isEqualTo(MillionEvents.FORKS);
    assertThat(report.timeline().spans()).hasSizeLessThanOrEqualTo(6_000);
    assertThat(report.notes()).anyMatch(note -> note.contains("The timeline is a sample"));
    assertThat(Page.of(report)).hasSizeLessThan(2_000_000);
  }
}
