package dev.maybefork.bench;

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
 * The benchmarks' jar as the library's agent: it carries the same manifest entries.
 *
 * <p>To JMH it is a profiler, as these alone can add flags that aren't constants. The path of the
 * jar isn't: benchmarks are run from anywhere.
 */
public final class Agent implements ExternalProfiler {
  /** Called by JMH. */
  public Agent() {}

  /** This jar. */
  static Path jar() {
    try {
      return Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static String flag() {
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
