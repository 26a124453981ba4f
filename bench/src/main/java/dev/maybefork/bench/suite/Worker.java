package dev.maybefork.bench.suite;

import com.google.gson.Gson;
import dev.maybefork.bench.service.Parent;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.WarmupMode;

/**
 * A JVM that runs benchmarks in itself: it is the fork that JMH else makes. So one JVM can warm up
 * with all cases of a way, as a program would, and then measure each.
 */
public final class Worker {
  /**
   * What it runs.
   *
   * @param include a pattern of benchmarks
   * @param params their parameters
   * @param pace how long
   * @param allocation whether to tell what is allocated, too
   * @param result the file for what JMH reports
   */
  record Spec(
      String include,
      Map<String, List<String>> params,
      Pace pace,
      boolean allocation,
      String result) {}

  private Worker() {}

  /**
   * Runs the benchmarks.
   *
   * @param args what to run
   * @throws RunnerException if one of them fails
   */
  public static void main(String[] args) throws RunnerException {
    Parent.endWithIt();
    Spec spec = new Gson().fromJson(args[0], Spec.class);
    Pace pace = spec.pace();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(spec.include())
            .forks(0)
            .shouldFailOnError(true)
            .warmupMode(WarmupMode.BULK)
            .warmupIterations(pace.warmUps())
            .warmupTime(TimeValue.milliseconds(pace.warmMillis()))
            .measurementIterations(pace.samples())
            .measurementTime(TimeValue.milliseconds(pace.millis()))
            .resultFormat(ResultFormatType.JSON)
            .result(spec.result());
    spec.params().forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    if (spec.allocation()) {
      options.addProfiler(GCProfiler.class);
    }
    new Runner(options.build()).run();
    System.exit(0); // whatever threads a pool still has
  }
}
