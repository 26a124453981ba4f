package dev.maybefork.bench.suite;

import dev.maybefork.bench.page.Figure;
import dev.maybefork.bench.page.Page;
import dev.maybefork.bench.page.Results;
import dev.maybefork.bench.page.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of jobs, from the first process to the page. */
final class Suite {
  private static final Duration LIMIT = Duration.ofMinutes(39);
  private static final Duration QUICK_LIMIT = Duration.ofSeconds(165);

  private final Path root;
  private final Path page;
  private final Path results;
  private final PrintWriter out;

  /** For sources in one folder, and a page in another. */
  Suite(Path root, Path page, PrintWriter out) {
    this.root = root;
    this.page = page;
    this.out = out;
    results =
        page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", "") + ".json");
  }

  /** All there are, in the order in which they are measured. */
  static List<Job> jobs(boolean quick) {
    List<Job> jobs = new ArrayList<>(BodyJobs.all(quick));
    jobs.addAll(ShareJobs.all(quick));
    jobs.addAll(DetailJobs.all(quick));
    jobs.addAll(ServiceJobs.all(quick));
    return jobs;
  }

  /** Measures, adds what was measured to the results, and writes the page. */
  boolean measure(List<Job> jobs, int rounds, boolean quick, String command)
      throws IOException, InterruptedException {
    Children children = new Children(root.resolve("bench/target/bench-logs"));
    Run run = begin(children, quick, command);
    Rounds measured = new Rounds(jobs, rounds, quick ? QUICK_LIMIT : LIMIT, children, out);
    Results before = Results.read(results);
    measured.run(() -> before.with(newer(jobs, measured, run)).write(results));
    for (Job job : jobs) {
      if (measured.roundsOf(job) == 0) {
        out.println("not measured to its end; what the page has of it stays: " + job.name());
      }
    }
    writePage();
    return measured.isWhole();
  }

  /** What holds for all jobs. */
  private Run begin(Children children, boolean quick, String command)
      throws IOException, InterruptedException {
    String load = Machine.load();
    String engine = EngineReport.ask(children);
    out.println(engine);
    out.flush();
    return new Run(
        LocalDate.now(ZoneOffset.UTC).toString(),
        Machine.commit(root),
        command,
        /* rounds= */ 0,
        quick,
        Machine.description(),
        Machine.jdk() + "; " + engine,
        load,
        /* reference= */ "");
  }

  /** The jobs with at least one whole round: half of one replaces nothing. */
  private Results newer(List<Job> jobs, Rounds measured, Run run) {
    List<Figure> figures = new ArrayList<>(measured.figures());
    Map<String, Run> runs = new TreeMap<>();
    for (Job job : jobs) {
      int rounds = measured.roundsOf(job);
      if (rounds > 0) {
        runs.put(job.name(), run.of(rounds, job.reference()));
      } else {
        figures.removeIf(figure -> figure.job().equals(job.name()));
      }
    }
    return new Results(runs, figures);
  }

  /** Writes the page from the results there are. */
  void writePage() throws IOException {
    @Nullable String failure = Page.write(Results.read(results), page);
    if (failure != null) {
      out.println("no plots, as this system can't draw text: " + failure);
    }
    out.println("written: " + page);
    out.flush();
  }

  /** A line for each job. */
  static String list(List<Job> jobs) {
    return jobs.stream()
        .map(job -> String.format("  %-12s %s", job.name(), job.description()))
        .collect(Collectors.joining("\n"));
  }
}
