package dev.maybefork.bench.suite;

import dev.maybefork.bench.CachedReadBenchmark;
import dev.maybefork.bench.ConditionBenchmark;
import dev.maybefork.bench.Flags;
import dev.maybefork.bench.HeldBlockBenchmark;
import dev.maybefork.bench.LatencyBenchmark;
import dev.maybefork.bench.page.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jobs that look at one thing closely: latencies, memory, conditions, hooks, start-up. */
final class DetailJobs {
  private static final String MAYBE_FORK = "maybeFork";

  private final boolean quick;

  private DetailJobs(boolean quick) {
    this.quick = quick;
  }

  static List<Job> all(boolean quick) {
    DetailJobs jobs = new DetailJobs(quick);
    return List.of(
        jobs.latency(),
        jobs.outstanding(),
        jobs.conditions(),
        jobs.heldBlocks(),
        jobs.cachedReads(),
        jobs.startUp());
  }

  private Job latency() {
    Map<String, String> starters = new LinkedHashMap<>();
    starters.put("MAYBE_FORK", MAYBE_FORK);
    starters.put("START_VIRTUAL", "startVirtualThread");
    if (!quick) {
      starters.put("EXECUTOR", "virtual-thread executor");
      starters.put("CACHED_POOL", "cached pool");
    }
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.chosen(quick)) {
      starters.forEach((starter, title) ->
          lanes.add(
              new JmhLane(
                  "latency: " + title + ", " + caller.title(),
                  caller.jvm(),
                  "\\." + LatencyBenchmark.class.getSimpleName() + "\\.",
                  Map.of("starter", List.of(starter), "event", List.of("latch", "socket")),
                  quick ? new Pace(1, 300, 1, 200) : new Pace(1, 300, 1, 400),
                  /* allocation= */ false,
                  result -> latencies(result, caller, title))));
    }
    return new Job(
        "latency", "from a block to the caller, from an event to the child", MAYBE_FORK, lanes);
  }

  private static List<Figure> latencies(JmhResult result, Caller caller, String title) {
    String what =
        result.method().equals("blockToCaller")
            ? "start of a body that waits for a %s → its caller goes on"
            : "event on a %s → the body that waits for it goes on";
    String group = what.formatted(result.param("event"));
    return List.of(
        latency(caller, group, "median", title, result.percentile("50.0")),
        latency(caller, group, "99 of 100 within", title, result.percentile("99.0")));
  }

  private static Figure latency(
      Caller caller, String group, String column, String peer, double nanos) {
    return new Figure("latency", caller.title(), group, column, peer, "ns", List.of(nanos));
  }

  private Job outstanding() {
    Map<String, String> starters = new LinkedHashMap<>();
    starters.put("maybeFork", MAYBE_FORK);
    starters.put("startVirtualThread", "startVirtualThread");
    if (!quick) {
      starters.put("maybeForkExecutor", "MaybeFork.executor()");
      starters.put("executor", "virtual-thread executor");
    }
    List<Lane> lanes = new ArrayList<>();
    starters.forEach(
        (name, title) -> lanes.add(new OutstandingLane(name, title, quick ? 100_000 : 1_000_000)));
    return new Job(
        "outstanding", "a million bodies that wait: the heap that one takes", MAYBE_FORK, lanes);
  }

  private Job conditions() {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("none", "no condition");
    conditions.put("kinds", "kinds(PARK)");
    conditions.put("nthBlock", "nthBlock(1)");
    conditions.put("after", "after(1 h).or(BLOCKING)");
    conditions.put("always", "ALWAYS");
    return new Job(
        "conditions",
        "a body under a condition, by how many of a hundred block",
        "no condition",
        lanes(
            "conditions",
            ConditionBenchmark.class,
            String.join("|", conditions.keySet()),
            Map.of("blocking", List.of("0", "50", "100")),
            (result, caller) ->
                new Figure(
                    "conditions",
                    caller.title(),
                    "",
                    result.param("blocking") + " % block",
                    conditions.getOrDefault(result.method(), result.method()),
                    "ns",
                    result.samples())));
  }

  private Job heldBlocks() {
    return new Job(
        "held-block",
        "a block that holds its caller, with and without a look at its kind",
        "nobody asks",
        lanes(
            "held-block",
            HeldBlockBenchmark.class,
            "never|kinds",
            Map.of("depth", List.of("5", "100")),
            (result, caller) ->
                new Figure(
                    "held-block",
                    caller.title(),
                    "",
                    result.param("depth") + " frames deep",
                    result.method().equals("never") ? "nobody asks" : "kinds asks",
                    "ns",
                    result.samples())));
  }

  private interface Naming {
    Figure figure(JmhResult result, Caller caller);
  }

  private List<Lane> lanes(
      String job,
      Class<?> benchmark,
      String methods,
      Map<String, List<String>> params,
      Naming naming) {
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.chosen(quick)) {
      lanes.add(
          new JmhLane(
              job + ": " + caller.title(),
              caller.jvm(),
              "\\." + BodyJobs.subclass(benchmark, caller) + "\\.(" + methods + ")$",
              params,
              quick ? new Pace(1, 200, 1, 100) : new Pace(1, 200, 2, 150),
              /* allocation= */ false,
              result -> List.of(naming.figure(result, caller))));
    }
    return lanes;
  }

  private Job cachedReads() {
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.chosen(quick)) {
      lanes.add(cachedReads(caller, caller.jvm(), "with hooks"));
      lanes.add(cachedReads(caller, caller.jvm(Flags.HOOKS_OFF), "without hooks"));
    }
    return new Job(
        "cached-read", "reads of 4 KiB from the page cache", "a child, with hooks", lanes);
  }

  private Lane cachedReads(Caller caller, List<String> jvm, String hooks) {
    return new JmhLane(
        "cached-read: " + hooks + ", " + caller.title(),
        jvm,
        "\\." + BodyJobs.subclass(CachedReadBenchmark.class, caller) + "\\.(plain|child)$",
        Map.of(
            "api",
            quick
                ? List.of("FileChannel")
                : List.of("FileChannel", "FileInputStream", "RandomAccessFile")),
        quick ? new Pace(1, 200, 1, 100) : new Pace(1, 200, 2, 150),
        /* allocation= */ false,
        result ->
            List.of(
                new Figure(
                    "cached-read",
                    caller.title(),
                    "",
                    result.param("api"),
                    (result.method().equals("child") ? "a child, " : "not a child, ") + hooks,
                    "ns",
                    result.samples())));
  }

  private Job startUp() {
    Map<String, String> agents = new LinkedHashMap<>();
    agents.put("none", "no agent");
    agents.put("emptyAgent", "an agent that does nothing");
    agents.put("agentWithoutHooks", "the library's, hooks off");
    agents.put("agent", "the library's");
    return new Job(
        "start-up",
        "from the start of a JVM to its end, by agent",
        "the library's",
        List.of(
            new JmhLane(
                "start-up",
                List.of(),
                "\\.StartupBenchmark\\.(" + String.join("|", agents.keySet()) + ")$",
                Map.of(),
                quick ? new Pace(1, 1, 2, 1) : new Pace(2, 1, 5, 1),
                /* allocation= */ false,
                result ->
                    List.of(
                        new Figure(
                            "start-up",
                            "",
                            "",
                            "one start",
                            agents.getOrDefault(result.method(), result.method()),
                            "ms",
                            result.samples())))));
  }
}
