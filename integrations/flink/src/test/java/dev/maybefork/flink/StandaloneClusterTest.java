package dev.maybefork.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job on a cluster of processes, as README.md has it set up; one of its TaskManagers is killed in
 * the middle.
 */
@Tag("long")
class StandaloneClusterTest {
  private static final long NUMBERS = 200_000;

  /** A part of what config.yaml has in Flink's distribution; its command line needs it. */
  private static final String OF_FLINK =
      "env.java.opts.all: --add-opens=java.base/java.util=ALL-UNNAMED";

  /** Another part of it, of which the library makes use. */
  private static final String JAVA_LANG = " --add-opens=java.base/java.lang=ALL-UNNAMED";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path home;

  @Test
  void withTheAgent() throws Exception {
    String agent = MaybeFork.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<String> engines = run(true, OF_FLINK, "env.java.opts.taskmanager: -javaagent:" + agent);
    assertThat(engines).containsOnly("engine=inline,hooks=on,loader=AppClassLoader");
  }

  @Test
  void withWhatFlinkOpensAnyway() throws Exception {
    List<String> engines = run(true, OF_FLINK + JAVA_LANG);
    assertThat(engines).containsOnly("engine=inline,hooks=off,loader=AppClassLoader");
  }

  @Test
  void withTheLibraryInTheJobsJar() throws Exception {
    List<String> engines = run(false, OF_FLINK + JAVA_LANG);
    assertThat(engines).containsOnly("engine=inline,hooks=off,loader=ChildFirstClassLoader");
  }

  /** Runs the job, and returns what its tasks say of their engine. */
  private List<String> run(boolean libraryInLib, String... javaOptions) throws Exception {
    LookUpServer server = new LookUpServer();
    List<String> options = new ArrayList<>(List.of(javaOptions));
    options.addAll(
        List.of(
            "parallelism.default: 4",
            "execution.checkpointing.interval: 200ms",
            "execution.checkpointing.dir: file://" + home.resolve("checkpoints"),
            "restart-strategy.type: fixed-delay",
            "restart-strategy.fixed-delay.attempts: 10",
            "restart-strategy.fixed-delay.delay: 500ms"));
    StandaloneCluster cluster = new StandaloneCluster(home, options, libraryInLib);
    try {
      cluster.startJobManager();
      Process first = cluster.startTaskManager("taskmanager-1");
      cluster.startTaskManager("taskmanager-2");
      Path jar = StandaloneCluster.jar(home.resolve("job.jar"), SquaresJob.class, !libraryInLib);
      Process client = cluster.run(jar, SquaresJob.class, List.of(server.address(), "" + NUMBERS));
      Await.until("two checkpoints", () -> cluster.checkpoints() >= 2 || !client.isAlive());
      assertThat(client.isAlive()).as("the job is still running").isTrue();
      first.destroyForcibly();
      cluster.startTaskManager("taskmanager-3");
      assertThat(client.waitFor(2, TimeUnit.MINUTES)).as("the job has ended").isTrue();
      assertThat(client.exitValue()).as(() -> "the client's exit; see " + home).isZero();
      assertEachElementOnce(server.reports());
      assertThat(server.asked()).as("misses").isGreaterThanOrEqualTo((int) NUMBERS / 8);
      return server.reports().stream().filter(report -> report.startsWith("engine=")).toList();
    } finally {
      cluster.stop();
      server.stop();
    }
  }

  private static void assertEachElementOnce(List<String> reports) {
    List<long[]> groups =
        reports.stream()
            .filter(report -> report.startsWith("group="))
            .map(report -> report.substring("group=".length()).split(","))
            .map(numbers -> List.of(numbers).stream().mapToLong(Long::parseLong).toArray())
            .toList();
    assertThat(groups).extracting(group -> group[0]).doesNotHaveDuplicates();
    assertThat(groups.stream().mapToLong(group -> group[1]).sum())
        .as("elements")
        .isEqualTo(NUMBERS);
    assertThat(groups.stream().mapToLong(group -> group[2]).sum())
        .as("sum of squares")
        .isEqualTo(LongStream.rangeClosed(1, NUMBERS).map(n -> n * n).sum());
    assertThat(reports.stream().filter(report -> report.startsWith("engine=")).count())
        .as("tasks, in all slots before the restart, and after it")
        .isGreaterThanOrEqualTo(8);
    assertThat(reports).as("forks").anyMatch(report -> report.matches("forks=[1-9][0-9]*"));
  }
}
