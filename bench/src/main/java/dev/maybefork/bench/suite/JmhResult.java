package dev.maybefork.bench.suite;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A line of what JMH reports, as far as it's needed here; the names are JMH's. */
record JmhResult(
    String benchmark,
    @Nullable Map<String, String> params,
    Metric primaryMetric,
    @Nullable Map<String, Metric> secondaryMetrics) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** Samples and what they were boiled down to. */
  record Metric(
      double score,
      String scoreUnit,
      @Nullable Map<String, Double> scorePercentiles,
      @Nullable List<List<Double>> rawData) {}

  static List<JmhResult> read(Path file) throws IOException {
    return new Gson().fromJson(Files.readString(file), new TypeToken<List<JmhResult>>() {});
  }

  /** The name of the method. */
  String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  String param(String name) {
    return Objects.requireNonNull(Objects.requireNonNull(params).get(name));
  }

  String unit() {
    return primaryMetric.scoreUnit().replace("us/op", "µs").replace("/op", "");
  }

  List<Double> samples() {
    List<List<Double>> raw = primaryMetric.rawData();
    return raw == null || raw.isEmpty() ? List.of(primaryMetric.score()) : raw.getFirst();
  }

  /** Where every single time was taken. */
  double percentile(String name) {
    return Objects.requireNonNull(
        Objects.requireNonNull(primaryMetric.scorePercentiles()).get(name));
  }

  /** Bytes an operation, if they were counted. */
  @Nullable Double allocated() {
    if (secondaryMetrics == null) {
      return null;
    }
    return secondaryMetrics.entrySet().stream()
        .filter(metric -> metric.getKey().endsWith(ALLOCATED))
        .map(metric -> metric.getValue().score())
        .findFirst()
        .orElse(null);
  }
}
