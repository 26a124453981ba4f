package dev.maybefork.bench.suite;

import com.google.gson.Gson;
import dev.maybefork.bench.page.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openjdk.jmh.runner.CompilerHints;

/**
 * Benchmarks of JMH, in one JVM.
 *
 * @param name for the log
 * @param jvm options of the JVM
 * @param include a pattern of benchmarks; the page has them in the order in which it names them
 * @param params their parameters
 * @param pace how long
 * @param allocation whether to tell what is allocated, too
 * @param figures what the page calls a result
 */
record JmhLane(
    String name,
    List<String> jvm,
    String include,
    Map<String, List<String>> params,
    Pace pace,
    boolean allocation,
    Function<JmhResult, List<Figure>> figures)
    implements Lane {
  private static final int LIMIT_SECONDS = 180;

  @Override
  public List<Figure> measure(Children children) throws IOException, InterruptedException {
    Path result = Files.createTempFile("maybefork-bench", ".json");
    Worker.Spec spec = new Worker.Spec(include, params, pace, allocation, result.toString());
    List<String> options = new ArrayList<>(jvm);
    options.add("-Djmh.ignoreLock=true"); // other JVMs of JMH aren't our business
    CompilerHints.addCompilerHints(options); // as a fork of JMH's would have them
    try (var child = children.java(name, options, Worker.class, new Gson().toJson(spec))) {
      child.awaitEnd(LIMIT_SECONDS);
      return JmhResult.read(result).stream()
          .sorted(Comparator.comparingInt(each -> include.lastIndexOf(each.method())))
          .flatMap(each -> figures.apply(each).stream())
          .toList();
    } finally {
      Files.deleteIfExists(result);
    }
  }
}
