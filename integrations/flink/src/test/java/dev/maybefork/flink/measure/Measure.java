package dev.maybefork.flink.measure;

import dev.maybefork.MaybeFork;
import dev.maybefork.flink.MaybeForkAsyncFunction;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Measures jobs of one look-up, at several hit rates, each way to look up in turn: elements a
 * second, and what the processors did for one. A miss waits for 2 ms. Arguments: rounds, and
 * milliseconds that a job should take.
 */
final class Measure {
  private static final int CAPACITY = 100;
  private static final int[] HIT_RATES = {0, 50, 90, 99, 100};
  private static final long MISS_MILLIS = 2;

  private enum Way {
    MAP("plain map, blocking"),
    /** What Flink's operator costs by itself. Nobody would do it where a look-up may block. */
    DIRECT("async function, hits only"),
    POOL("pool of 100 threads"),
    VIRTUAL("virtual thread each"),
    MAYBE_FORK("MaybeForkAsyncFunction");

    private final String label;

    Way(String label) {
      this.label = label;
    }
  }

  private record Run(double perSecond, double cpuMicros) {}

  private final MiniCluster cluster;
  private final PrintStream out = System.out;

  private Measure(MiniCluster cluster) {
    this.cluster = cluster;
  }

  @SuppressWarnings("try") // an interrupt ends it all the same
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    long millis = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000;
    try (MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build())) {
      cluster.start();
      new Measure(cluster).run(rounds, millis);
    }
    System.exit(0); // Flink leaves threads behind
  }

  private void run(int rounds, long millis) throws Exception {
    out.println("engine: " + MaybeFork.engineStatus().engine());
    for (Way way : Way.values()) { // what is common to all of them is compiled before the first
      job(way, way == Way.DIRECT ? 100 : 90, /* ordered= */ true, 20_000);
    }
    for (boolean ordered : new boolean[] {true, false}) {
      out.printf("%n%s, capacity %d%n", ordered ? "orderedWait" : "unorderedWait", CAPACITY);
      out.printf(
          "%-7s %-26s %-33s %s%n",
          "hits", "way", "elements/s, median [min-max]", "CPU us/element, median [min-max]");
      for (int hitRate : HIT_RATES) {
        compare(hitRate, ordered, rounds, millis);
      }
    }
  }

  private void compare(int hitRate, boolean ordered, int rounds, long millis) throws Exception {
    Map<Way, Long> elements = new EnumMap<>(Way.class);
    Map<Way, List<Run>> runs = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      if ((way == Way.MAP && !ordered) || (way == Way.DIRECT && hitRate < 100)) {
        continue;
      }
      long n = 2_000;
      for (int i = 0; i < 3; i++) { // warms up, and finds how many take so long
        double seconds = n / job(way, hitRate, ordered, n).perSecond();
        n = Math.max(500, Math.min(20 * n, (long) (n * (millis / 1e3) / seconds)));
      }
      elements.put(way, n);
      runs.put(way, new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (Way way : runs.keySet()) {
        runs.get(way).add(job(way, hitRate, ordered, elements.get(way)));
      }
    }
    runs.forEach((way, of) ->
        out.printf(
            "%-7s %-26s %-33s %s%n",
            hitRate + " %",
            way.label,
            spread(of.stream().mapToDouble(Run::perSecond).sorted().toArray(), "%,.0f"),
            spread(of.stream().mapToDouble(Run::cpuMicros).sorted().toArray(), "%.2f")));
  }

  private static String spread(double[] sorted, String format) {
    return (format + " [" + format + "-" + format + "]")
        .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  private Run job(Way way, int hitRate, boolean ordered, long elements) throws Exception {
    StreamExecutionEnvironment job = new StreamExecutionEnvironment(new Configuration());
    job.setParallelism(1);
    DataStream<Long> numbers =
        job.fromSource(
            new NumberSequenceSource(1, elements), WatermarkStrategy.noWatermarks(), "numbers");
    MapFunction<Long, Long> lookUp =
        number -> {
          if (number * 37 % 100 >= hitRate) {
            Thread.sleep(MISS_MILLIS);
          }
          return number;
        };
    DataStream<Long> found =
        way == Way.MAP ? numbers.map(lookUp) : async(numbers, function(way, lookUp), ordered);
    found.sinkTo(new DiscardingSink<>());
    var graph = job.getStreamGraph().getJobGraph();
    long cpu = cpuNanos();
    double seconds = cluster.executeJobBlocking(graph).getNetRuntime(TimeUnit.MILLISECONDS) / 1e3;
    return new Run(elements / seconds, (cpuNanos() - cpu) / 1e3 / elements);
  }

  private static AsyncFunction<Long, Long> function(Way way, MapFunction<Long, Long> lookUp) {
    return switch (way) {
      case DIRECT -> (in, result) -> result.complete(List.of(lookUp.map(in)));
      case POOL -> new PoolAsyncFunction(lookUp, PoolAsyncFunction.Threads.POOL, CAPACITY);
      case VIRTUAL -> new PoolAsyncFunction(lookUp, PoolAsyncFunction.Threads.VIRTUAL, CAPACITY);
      default -> MaybeForkAsyncFunction.of(lookUp);
    };
  }

  private static DataStream<Long> async(
      DataStream<Long> numbers, AsyncFunction<Long, Long> function, boolean ordered) {
    return (ordered
            ? AsyncDataStream.orderedWait(numbers, function, 1, TimeUnit.MINUTES, CAPACITY)
            : AsyncDataStream.unorderedWait(numbers, function, 1, TimeUnit.MINUTES, CAPACITY))
        .returns(Long.class);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
