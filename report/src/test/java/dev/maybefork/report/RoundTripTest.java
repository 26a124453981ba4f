package dev.maybefork.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.report.model.Hazard;
import dev.maybefork.report.model.Report;
import dev.maybefork.report.model.Site;
import dev.maybefork.report.model.Timeline;
import dev.maybefork.report.model.Way;
import dev.maybefork.report.programs.Forking;
import dev.maybefork.report.programs.Plain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From real programs to the figures of their reports. */
class RoundTripTest {
  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static Report forking;

  @BeforeAll
  static void record() throws Exception {
    forking = Reports.read(Recordings.ofForking(folder, Forking.class));
  }

  private static Site site(Report report, Way way, String method) {
    List<Site> sites =
        report.sites().stream()
            .filter(site -> site.way() == way && site.location().contains("." + method + ":"))
            .toList();
    assertThat(sites).as("%s in %s: %s", way, method, report.sites()).hasSize(1);
    return sites.getFirst();
  }

  private static Stream<String> frames(Report report, int stack) {
    return report.stacks().get(stack).stream();
  }

  @Test
  void aProgramThatForks() {
    Report report = forking;

    // the body that was held, the loop's 2 that don't block, and the one that the scope held
    assertThat(report.bodies().inline()).isEqualTo(Forking.INLINE + 4);
    assertThat(report.bodies().exact()).isTrue();
    assertThat(report.bodies().forks())
        .isEqualTo(
            Map.of(
                "SLEEP", Forking.HALF_OVERLAPPED + Forking.TOGETHER + 3L,
                "PARK", 2L,
                "SOCKET", 1L,
                "PIPE", 1L));
    assertThat(report.bodies().heldBlocks()).isEqualTo(Map.of("SLEEP", 2L));

    Site half = site(report, Way.FORKED, "sleepsWhileItsCallerWorks");
    assertThat(half.count()).isEqualTo(Forking.HALF_OVERLAPPED);
    assertThat(half.kind()).isEqualTo("SLEEP");
    // at least: how long it takes on a machine that has other things to do, nobody knows
    assertThat(half.p50()).isGreaterThanOrEqualTo(35_000_000L);
    assertThat(half.total()).isGreaterThanOrEqualTo(350_000_000L);
    assertThat(half.overlapped()).isPositive().isLessThan(half.judged());
    assertThat(frames(report, half.stack()))
        .anyMatch(frame -> frame.startsWith("java.lang.Thread.sleep"))
        .contains("(fork)")
        .anyMatch(frame -> frame.contains("Forking.main"))
        .noneMatch(frame -> frame.startsWith("dev.maybefork.internal"));

    Site together = site(report, Way.FORKED, "sleepsBesideOthers");
    assertThat(together.count()).isEqualTo(Forking.TOGETHER);
    assertThat(together.overlapped()).isPositive().isLessThan(together.judged());

    assertThat(site(report, Way.FORKED, "takesLock").kind()).isEqualTo("PARK");
    assertThat(report.sites())
        .filteredOn(site -> site.location().contains("readsOneByte"))
        .extracting(Site::kind)
        .contains("SOCKET", "PIPE");
    assertThat(site(report, Way.HELD, "holdsItsCaller").kind()).isEqualTo("SLEEP");
    assertThat(report.hazards())
        .extracting(Hazard::topic)
        .contains("held caller", "scope at its limit", "loop at its limit");
    assertThat(report.hazards())
        .filteredOn(hazard -> hazard.topic().equals("join hazard"))
        .singleElement()
        .satisfies(hazard -> {
          assertThat(hazard.location()).contains("joinsWhatNeedsItsLock");
          assertThat(hazard.detail()).contains("ReentrantLock", "needsItsCallersLock");
          assertThat(frames(report, hazard.stack())).anyMatch(frame -> frame.contains("(fork)"));
        });
    assertThat(report.timeline().spans())
        .filteredOn(span -> span.caller() >= 0)
        .hasSizeGreaterThanOrEqualTo(Forking.HALF_OVERLAPPED + Forking.TOGETHER + 3)
        .allMatch(span -> report.timeline().lanes().get(span.lane()).child());
  }

  /**
   * What the bodies did on their own must not count twice: as the library's, and as plain blocks.
   */
  @Test
  void noBlockOfABodyCountsTwice() {
    assertThat(forking.sites())
        .filteredOn(site -> site.way() == Way.BLOCKED)
        .noneMatch(site -> site.kind().equals("SLEEP"))
        .noneMatch(site -> site.location().contains("readsOneByte"));
  }

  @Test
  void aProgramThatDoesNotKnowUs() throws Exception {
    Report report = Reports.read(Recordings.ofPlain(folder, Plain.class));

    assertThat(report.bodies().used()).isFalse();
    Site fetch = site(report, Way.BLOCKED, "fetch");
    assertThat(fetch.kind()).isEqualTo("SOCKET");
    assertThat(fetch.count()).isEqualTo(Plain.READS);
    assertThat(fetch.gain() / 1_000_000).isGreaterThanOrEqualTo((Plain.READS - 1) * 20L);
    assertThat(fetch.gain()).isLessThan(fetch.total());
    assertThat(fetch.quick()).isEqualTo(-1);
    assertThat(site(report, Way.BLOCKED, "sleeps").gain()).isZero();
    assertThat(report.waits().gain()).isEqualTo(fetch.gain());
    assertThat(report.sites())
        .filteredOn(site -> site.location().contains("ThreadPoolExecutor"))
        .allMatch(site -> site.way() == Way.IDLE);
    assertThat(report.source().program()).contains(Plain.class.getName());
    assertThat(report.notes()).anyMatch(note -> note.contains("shorter than 20 ms"));
    assertThat(report.timeline().lanes())
        .extracting(Timeline.Lane::name)
        .contains("main", "server");
    assertThat(report.flames().nanos()).isEqualTo(report.waits().blocked());
  }
}
