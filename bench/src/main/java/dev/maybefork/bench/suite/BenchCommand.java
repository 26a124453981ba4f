package dev.maybefork.bench.suite;

import dev.maybefork.bench.Agent;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code maybefork bench}, which the script {@code maybefork} starts. */
@Command(
    name = "maybefork bench",
    description = {
      "Measures what the library costs, beside the other ways to do the same, and writes a page of"
          + " it: docs/benchmarks.md, with its plots, and the results as benchmarks.json beside"
          + " it.",
      "A run replaces the figures of its jobs. Those of other jobs stay. What a job has measured"
          + " is kept at the end of each round: a run that is broken off loses no more than the"
          + " round, and --page-only writes the page of it."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all was measured", "1:something was not, and is printed", "2:wrong usage"})
public final class BenchCommand implements Callable<Integer> {
  private static final int ROUNDS = 2;
  private static final int QUICK_ROUNDS = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "A part of it within 3 minutes, to see that all works: too brief to be trusted. Goes to"
              + " bench/target/report, unless --out is given.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "JOB",
      description = "These jobs alone; each a name or a regular expression of names.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--rounds", paramLabel = "N", description = "How often (by default 2).")
  private @Nullable Integer rounds;

  @Option(names = "--out", paramLabel = "FILE", description = "The page to write.")
  private @Nullable Path page;

  @Option(
      names = "--page-only",
      description = "Measures nothing: writes the page from the results beside it.")
  private boolean pageOnly;

  private BenchCommand() {}

  /**
   * Runs the command and ends the JVM with its exit status.
   *
   * @param arguments the options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new BenchCommand());
    line.getCommandSpec()
        .usageMessage()
        .footer(("%nJobs:%n" + Suite.list(Suite.jobs(/* quick= */ false))).split("\n", -1));
    return line;
  }

  @Override
  public Integer call() throws Exception {
    List<Job> jobs = chosen();
    if (rounds != null && rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more, not " + rounds);
    }
    Path root = root();
    PrintWriter out = spec.commandLine().getOut();
    Suite suite = new Suite(root, pageIn(root), out);
    if (pageOnly) {
      suite.writePage();
      return ExitCode.OK;
    }
    int times = rounds == null ? (quick ? QUICK_ROUNDS : ROUNDS) : rounds;
    return suite.measure(jobs, times, quick, command()) ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** As it stands on the page; where that lies is nobody's business. */
  private String command() {
    return "./maybefork bench"
        + (quick ? " --quick" : "")
        + (only.isEmpty() ? "" : " --only " + String.join(",", only))
        + (rounds == null ? "" : " --rounds " + rounds);
  }

  /** The source tree; the jar, or the folder of classes, is in bench/target. */
  private Path root() {
    String library = Agent.jar().toString();
    if (library.contains("=") || library.contains(File.pathSeparator)) {
      throw new ParameterException(
          spec.commandLine(),
          "No JVM can be told of an agent, and of a class path, whose folder has a '=' or a '"
              + File.pathSeparator
              + "' in its name: "
              + library);
    }
    Path root = Agent.folder().resolve("../..").normalize();
    if (!Files.isRegularFile(root.resolve("bench/pom.xml"))) {
      throw new ParameterException(
          spec.commandLine(), "The benchmarks run in a source tree, by ./maybefork bench.");
    }
    return root;
  }

  private Path pageIn(Path root) {
    if (page != null) {
      return page.toAbsolutePath();
    }
    return root.resolve(quick ? "bench/target/report/benchmarks.md" : "docs/benchmarks.md");
  }

  /** The jobs that were asked for, in their own order. */
  private List<Job> chosen() {
    List<Job> all = Suite.jobs(quick);
    if (only.isEmpty()) {
      return all;
    }
    List<Pattern> patterns = only.stream().map(name -> pattern(name, all)).toList();
    return all.stream()
        .filter(job -> patterns.stream().anyMatch(each -> each.matcher(job.name()).matches()))
        .toList();
  }

  private Pattern pattern(String name, List<Job> all) {
    try {
      Pattern pattern = Pattern.compile(name.strip());
      if (all.stream().anyMatch(job -> pattern.matcher(job.name()).matches())) {
        return pattern;
      }
    } catch (PatternSyntaxException e) {
      // as bad as one that fits none
    }
    throw new ParameterException(
        spec.commandLine(), "No job is called '" + name + "'. There are:\n" + Suite.list(all));
  }
}
