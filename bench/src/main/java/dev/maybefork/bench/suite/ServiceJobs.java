package dev.maybefork.bench.suite;

import dev.maybefork.bench.service.GrpcLoad;
import dev.maybefork.bench.service.GrpcServer;
import dev.maybefork.bench.service.LoadPlan.Setting;
import dev.maybefork.bench.service.PageLoad;
import dev.maybefork.bench.service.PageServer;
import dev.maybefork.bench.ways.Ways;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services: a server process and a load process. */
final class ServiceJobs {
  private static final List<Double> HITS = List.of(100.0, 99.0, 95.0, 80.0, 50.0, 0.0);
  private static final List<Double> FEW_HITS = List.of(100.0, 90.0);

  private static final String OURS = "MaybeFork.executor()";

  private static final Map<String, String> EXECUTORS = new LinkedHashMap<>();

  static {
    EXECUTORS.put("maybeFork", OURS);
    EXECUTORS.put("default", "its default pool");
    EXECUTORS.put("direct", "directExecutor");
    EXECUTORS.put("virtual", "virtual-thread executor");
  }

  private static final List<Ways> WAYS =
      List.of(
          Ways.MAYBE_FORK,
          Ways.FORK_SCOPE,
          Ways.IN_A_ROW,
          Ways.START_VIRTUAL,
          Ways.CACHED_POOL,
          Ways.STRUCTURED);

  private ServiceJobs() {}

  static List<Job> all(boolean quick) {
    return List.of(grpc(quick), page(quick));
  }

  private static Job grpc(boolean quick) {
    List<Setting> settings = new ArrayList<>();
    for (double hits : quick ? FEW_HITS : HITS) {
      settings.add(new Setting(1, 32, hits));
    }
    if (!quick) {
      for (double hits : HITS) {
        settings.add(new Setting(50, 50, hits));
      }
    }
    List<Lane> lanes = new ArrayList<>();
    EXECUTORS.forEach((name, title) ->
        lanes.add(
            new ServiceLane(
                "grpc",
                "",
                title,
                GrpcServer.class,
                List.of(name),
                GrpcLoad.class,
                "call",
                quick ? 2_000 : 4_000,
                quick ? 700 : 1_000,
                settings)));
    return new Job("grpc", "a gRPC server, by its executor", OURS, lanes);
  }

  private static Job page(boolean quick) {
    List<Setting> settings = new ArrayList<>();
    for (double hits : quick ? FEW_HITS : HITS) {
      settings.add(new Setting(16, 16, hits));
    }
    List<Lane> lanes = new ArrayList<>();
    for (String threads : quick ? List.of("platform") : List.of("platform", "virtual")) {
      for (Ways way : quick ? List.of(WAYS.getFirst(), Ways.IN_A_ROW, Ways.START_VIRTUAL) : WAYS) {
        lanes.add(
            new ServiceLane(
                "page",
                "served by " + threads + " threads",
                way.title(),
                PageServer.class,
                List.of(threads, way.name()),
                PageLoad.class,
                "page",
                quick ? 2_000 : 2_500,
                quick ? 700 : 800,
                settings));
      }
    }
    return new Job(
        "page",
        "an HTTP page of ten cached look-ups, by how they are made",
        Ways.MAYBE_FORK.title(),
        lanes);
  }
}
