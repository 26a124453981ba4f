package dev.maybefork.bench.suite;

import dev.maybefork.bench.AgentBenchmark;
import dev.maybefork.bench.BlockingBenchmark;
import dev.maybefork.bench.EngineBenchmark;
import dev.maybefork.bench.Flags;
import dev.maybefork.bench.SetupBenchmark;
import dev.maybefork.bench.page.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The jobs of a single body. */
final class BodyJobs {
  private static final String MAYBE_FORK = "maybeFork + join";

  /** The methods of {@link SetupBenchmark}. */
  private static final Map<String, String> SETUPS = new LinkedHashMap<>();

  static {
    SETUPS.put("direct", "direct call");
    SETUPS.put("continuation", "bare Continuation.run");
    SETUPS.put("maybeForkJoin", MAYBE_FORK);
    SETUPS.put("maybeForkJoinInMonitor", "the same, the caller holds a monitor");
    SETUPS.put("maybeForkExecutor", "MaybeFork.executor(), submit + get");
    SETUPS.put("kotlinUndispatched", "Kotlin runBlocking, async UNDISPATCHED + await");
    SETUPS.put("startVirtualThread", "startVirtualThread + join");
    SETUPS.put("executor", "virtual-thread executor, submit + get");
    SETUPS.put("structuredTaskScope", "StructuredTaskScope, one subtask");
    SETUPS.put("fixedPool", "fixed pool, submit + get");
    SETUPS.put("cachedPool", "cached pool, submit + get");
    SETUPS.put("supplyAsync", "CompletableFuture.supplyAsync + join");
    SETUPS.put("mapConcurrent", "Gatherers.mapConcurrent of one");
  }

  private static final Set<String> QUICK_SETUPS =
      Set.of("continuation", "maybeForkJoin", "maybeForkJoinInMonitor", "executor");

  private final boolean quick;

  private BodyJobs(boolean quick) {
    this.quick = quick;
  }

  static List<Job> all(boolean quick) {
    BodyJobs jobs = new BodyJobs(quick);
    return List.of(jobs.body(), jobs.agent(), jobs.waiting());
  }

  private Pace pace() {
    return quick ? new Pace(3, 300, 3, 100) : new Pace(3, 300, 3, 200);
  }

  private Job body() {
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.values()) {
      SETUPS.forEach((method, title) -> {
        if (!quick || QUICK_SETUPS.contains(method)) {
          lanes.add(body(caller, caller.jvm(), SetupBenchmark.class, method, title));
        }
      });
      if (!quick) {
        lanes.add(
            body(
                caller,
                caller.jvm(Flags.ONE_CARRIER),
                SetupBenchmark.class,
                "executor",
                "virtual-thread executor, one carrier"));
        lanes.add(
            body(
                caller,
                caller.jvm(Flags.HAND_OFF),
                EngineBenchmark.class,
                "maybeForkJoin",
                "maybeFork + join, hand-off engine"));
        lanes.add(
            body(
                caller,
                caller.bareJvm(),
                EngineBenchmark.class,
                "maybeForkJoin",
                "maybeFork + join, no agent, nothing opened"));
      }
    }
    return new Job("body", "one body that doesn't block, and its result", MAYBE_FORK, lanes);
  }

  private Lane body(
      Caller caller, List<String> jvm, Class<?> benchmark, String method, String title) {
    return new JmhLane(
        "body: " + title + ", " + caller.title(),
        jvm,
        "\\." + subclass(benchmark, caller) + "\\." + method + "$",
        Map.of(),
        pace(),
        /* allocation= */ true,
        result -> {
          List<Figure> figures = new ArrayList<>();
          figures.add(new Figure("body", "", "", caller.title(), title, "ns", result.samples()));
          Double bytes = result.allocated();
          if (bytes != null) {
            figures.add(
                new Figure(
                    "body",
                    "",
                    "allocated",
                    caller.title(),
                    title,
                    "bytes",
                    List.of((double) Math.round(bytes))));
          }
          return figures;
        });
  }

  /**
   * The subclasses of a benchmark differ but in flags, which are ours here: any of them will do.
   */
  static String subclass(Class<?> benchmark, Caller caller) {
    boolean platform = caller == Caller.PLATFORM;
    String name =
        benchmark == EngineBenchmark.class
            ? (platform ? "ClosedFromPlatform" : "ClosedFromVirtual")
            : benchmark == AgentBenchmark.class
                ? (platform ? "NoneFromPlatform" : "NoneFromVirtual")
                : (platform ? "FromPlatform" : "FromVirtual");
    return benchmark.getSimpleName() + "\\." + name;
  }

  private Job agent() {
    List<Lane> lanes = new ArrayList<>();
    addAgents(lanes, Caller.PLATFORM, "maybeForkJoin", "maybeFork + join, platform caller");
    addAgents(lanes, Caller.VIRTUAL, "executor", "the JDK's executor, submit + get");
    if (!quick) {
      addAgents(lanes, Caller.VIRTUAL, "maybeForkJoin", "maybeFork + join, virtual caller");
      addAgents(lanes, Caller.VIRTUAL, "yieldNow", "Thread.yield of a virtual thread");
    }
    return new Job(
        "agent",
        "what the agent costs the library, and the virtual threads of others",
        "ours alone",
        lanes);
  }

  private void addAgents(List<Lane> lanes, Caller caller, String method, String title) {
    Map<String, List<String>> jvms = new LinkedHashMap<>();
    jvms.put("no agent", caller.bareJvm(Flags.OPEN_LANG, Flags.ONE_CARRIER));
    jvms.put("ours alone", caller.jvm(Flags.ONE_CARRIER));
    jvms.put("as beside another agent", caller.jvm(Flags.ONE_CARRIER, Flags.AGENT, Flags.TOLD));
    jvms.forEach((agents, jvm) ->
        lanes.add(
            new JmhLane(
                "agent: " + agents + ", " + title,
                jvm,
                "\\." + subclass(AgentBenchmark.class, caller) + "\\." + method + "$",
                Map.of(),
                pace(),
                /* allocation= */ false,
                result ->
                    List.of(new Figure("agent", "", "", title, agents, "ns", result.samples())))));
  }

  private Job waiting() {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("callerAlone", "the caller's work alone");
    ways.put("maybeForkJoin", MAYBE_FORK);
    ways.put("startVirtualThread", "startVirtualThread + join");
    ways.put("executor", "virtual-thread executor, submit + get");
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.chosen(quick)) {
      ways.forEach((method, title) ->
          lanes.add(
              new JmhLane(
                  "waiting: " + title + ", " + caller.title(),
                  caller.jvm(),
                  "\\." + subclass(BlockingBenchmark.class, caller) + "\\." + method + "$",
                  Map.of("busy", List.of("0", "50000")),
                  pace(),
                  /* allocation= */ false,
                  result -> List.of(waited(result, caller, title)))));
    }
    return new Job(
        "waiting", "a body that waits for its caller, which does its own work", MAYBE_FORK, lanes);
  }

  private static Figure waited(JmhResult result, Caller caller, String title) {
    String busy = result.param("busy").equals("0") ? "it has no work" : "it has some 90 µs of it";
    return new Figure("waiting", caller.title(), "", busy, title, "ns", result.samples());
  }
}
