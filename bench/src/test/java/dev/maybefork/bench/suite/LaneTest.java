package dev.maybefork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.bench.Agent;
import dev.maybefork.bench.page.Figure;
import dev.maybefork.bench.service.GrpcLoad;
import dev.maybefork.bench.service.GrpcServer;
import dev.maybefork.bench.service.LoadPlan.Setting;
import dev.maybefork.bench.service.PageLoad;
import dev.maybefork.bench.service.PageServer;
import dev.maybefork.bench.ways.Ways;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, for moments: that they end, and that what they say makes sense. */
class LaneTest {
  @TempDir private Path logs;
  private Children children;

  @BeforeEach
  void makeChildren() throws IOException {
    assumeTrue(
        Files.isRegularFile(Agent.jar()), "the agent is a jar, but not yet in the phase test");
    children = new Children(logs);
  }

  private void assertServes(ServiceLane lane, int settings) throws Exception {
    List<Figure> figures = lane.measure(children);
    assertThat(figures).hasSize(5 * settings).allMatch(figure -> figure.samples().getFirst() >= 0);
    assertThat(figures.stream().map(Figure::group).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(figures)
        .filteredOn(figure -> !figure.group().contains("CPU"))
        .allMatch(figure -> figure.samples().getFirst() > 0);
  }

  @Test
  void grpcServesAnyNumberOfConnections() throws Exception {
    List<Setting> settings = List.of(new Setting(1, 8, 90), new Setting(5, 5, 100));
    assertServes(
        new ServiceLane(
            "grpc",
            "",
            "ours",
            GrpcServer.class,
            List.of("maybeFork"),
            GrpcLoad.class,
            "call",
            400,
            300,
            settings),
        settings.size());
  }

  /**
   * All that is in the JDK, in a JVM as users run it, without the flags of the other benchmarks.
   */
  @ParameterizedTest
  @EnumSource(names = {"MAYBE_FORK", "STRUCTURED"})
  void aPageIsServed(Ways way) throws Exception {
    List<Setting> settings = List.of(new Setting(4, 4, 50));
    assertServes(
        new ServiceLane(
            "page",
            "virtual",
            way.title(),
            PageServer.class,
            List.of("virtual", way.name()),
            PageLoad.class,
            "page",
            200,
            300,
            settings),
        settings.size());
  }

  @Test
  void aServerThatDoesNotBeginIsAFailureWithItsWords() {
    ServiceLane lane =
        new ServiceLane(
            "grpc",
            "",
            "nobody",
            GrpcServer.class,
            List.of("nonsense"),
            GrpcLoad.class,
            "call",
            1,
            1,
            List.of());
    assertThatThrownBy(() -> lane.measure(children))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has not begun")
        .hasMessageContaining("IllegalArgumentException: nonsense");
  }

  @Test
  void aLaneOfABenchmarkHasFiguresWithItsUnit() throws Exception {
    Job body = job("body");
    List<Figure> figures = body.lanes().getFirst().measure(children);
    assertThat(figures).extracting(Figure::unit).containsExactly("ns", "bytes");
    assertThat(figures.getFirst().samples()).allMatch(sample -> sample > 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatIsKilledLeavesNoProcesses(boolean forcibly) throws Exception {
    Path page = logs.resolve("page.md");
    String[] arguments = {"--quick", "--only", "grpc", "--out", page.toString()};
    ProcessHandle run;
    List<ProcessHandle> left;
    try (var child = children.java("run", List.of(), BenchCommand.class, arguments)) {
      run = ProcessHandle.of(child.pid()).orElseThrow();
      while (run.descendants().count() < 2) { // a server and a load
        assertThat(run.isAlive()).isTrue();
        Thread.sleep(10);
      }
      left = run.descendants().toList();
      if (!forcibly) {
        run.destroy();
        run.onExit().join();
      }
    } // else killed here
    for (ProcessHandle each : left) {
      each.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
    assertThat(page).doesNotExist();
  }

  private static Job job(String name) {
    return Suite.jobs(/* quick= */ true).stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noTwoLanesHaveOneName() {
    for (boolean quick : new boolean[] {true, false}) {
      Set<String> names = new HashSet<>();
      for (Job job : Suite.jobs(quick)) {
        assertThat(job.lanes()).isNotEmpty().allMatch(lane -> names.add(lane.name()));
      }
    }
  }
}
