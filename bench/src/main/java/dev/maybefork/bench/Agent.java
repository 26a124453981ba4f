package dev.maybefork.bench;

import dev.maybefork.MaybeFork;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/**
 * The library's jar as the agent, as users have it.
 *
 * <p>To JMH it is a profiler, as these alone can add flags that aren't constants. The path of the
 * jar isn't: benchmarks are run from anywhere.
 */
public final class Agent implements ExternalProfiler {
  /** Called by JMH. */
  public Agent() {}

  /**
   * The library's jar, and nothing else.
   *
   * @return its path
   */
  public static Path jar() {
    return locationOf(MaybeFork.class);
  }

  /**
   * The folder that the benchmarks' classes, or their jar, are in.
   *
   * @return its path
   */
  public static Path folder() {
    Path parent = locationOf(Agent.class).getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The option that makes the library's jar the agent.
   *
   * @return the option
   */
  public static String flag() {
    return "-javaagent:" + jar();
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return params.getJvmArgs().contains(Flags.AGENT) ? List.of(flag()) : List.of();
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {}

  @Override
  @SuppressWarnings("rawtypes") // as JMH has it
  public Collection<? extends Result> afterTrial(
      BenchmarkResult result, long pid, File stdOut, File stdErr) {
    return List.of();
  }

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return true;
  }

  @Override
  public String getDescription() {
    return "adds the library's agent where a benchmark asks for it";
  }
}
