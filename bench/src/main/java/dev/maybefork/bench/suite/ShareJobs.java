package dev.maybefork.bench.suite;

import dev.maybefork.bench.FanOutBenchmark;
import dev.maybefork.bench.Flags;
import dev.maybefork.bench.LoopBenchmark;
import dev.maybefork.bench.page.Figure;
import dev.maybefork.bench.ways.Ways;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The jobs of many bodies, of which a share blocks. */
final class ShareJobs {
  private static final List<String> SHARES = List.of("0", "0.5", "5", "20", "50", "100");

  private static final Set<Ways> QUICK_WAYS = Set.of(Ways.IN_A_ROW, Ways.MAYBE_FORK, Ways.EXECUTOR);

  /** A scope is as a maybeFork each here; the services have it. */
  private static final Set<Ways> LEFT_OUT = Set.of(Ways.FORK_SCOPE);

  private final boolean quick;

  private ShareJobs(boolean quick) {
    this.quick = quick;
  }

  static List<Job> all(boolean quick) {
    ShareJobs jobs = new ShareJobs(quick);
    return List.of(jobs.fanOut(), jobs.loop());
  }

  private Job fanOut() {
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.chosen(quick)) {
      for (Ways way : Ways.values()) {
        if (quick ? QUICK_WAYS.contains(way) : !LEFT_OUT.contains(way)) {
          lanes.add(fanOut(caller, caller.jvm(), way, way.title()));
        }
        if (way == Ways.EXECUTOR && !quick) {
          lanes.add(
              fanOut(caller, caller.jvm(Flags.ONE_CARRIER), way, way.title() + ", one carrier"));
        }
      }
    }
    return new Job(
        "fan-out",
        "2, 10 or 100 bodies, of which a share blocks: in a sleep, a socket, a lock, a cold file",
        Ways.MAYBE_FORK.title(),
        lanes);
  }

  private Lane fanOut(Caller caller, List<String> jvm, Ways way, String title) {
    return new JmhLane(
        "fan-out: " + title + ", " + caller.title(),
        jvm,
        "\\." + FanOutBenchmark.class.getSimpleName() + "\\.",
        Map.of("way", List.of(way.name()), "cell", cells(way)),
        quick ? new Pace(1, 300, 2, 100) : new Pace(1, 80, 1, 150),
        /* allocation= */ false,
        result -> List.of(fannedOut(result, caller, title)));
  }

  /** As few as tell the story, as every peer does all of them for both callers. */
  private List<String> cells(Ways way) {
    if (quick) {
      return List.of("SLEEP/10/0", "SLEEP/10/5", "SLEEP/10/50", "SOCKET/10/20");
    }
    List<String> cells = new ArrayList<>();
    for (String share : List.of("0", "5", "50", "100")) {
      cells.add("SLEEP/2/" + share);
    }
    for (String share : SHARES) {
      cells.add("SLEEP/10/" + share);
    }
    for (String share : SHARES) {
      cells.add("SLEEP/100/" + share);
    }
    if (way != Ways.UNDISPATCHED) { // its bodies can't block
      for (String kind : List.of("SOCKET", "LOCK")) {
        for (String share : List.of("5", "20", "100")) {
          cells.add(kind + "/10/" + share);
        }
      }
      for (String share : List.of("0", "5", "20", "100")) {
        cells.add("FILE/10/" + share);
      }
    }
    return cells;
  }

  private static Figure fannedOut(JmhResult result, Caller caller, String title) {
    String[] parts = result.param("cell").split("/", -1);
    String kind =
        switch (parts[0]) {
          case "SLEEP" -> "a sleep of 1 ms";
          case "SOCKET" -> "a socket";
          case "LOCK" -> "a lock";
          default -> "a cold file";
        };
    String group = parts[1] + " bodies, " + kind;
    String column = parts[2] + " % block";
    return new Figure("fan-out", caller.title(), group, column, title, "µs", result.samples());
  }

  private Job loop() {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("bareLoop", "the bare loop");
    ways.put("forkLoop", Ways.FORK_LOOP.title());
    ways.put("maybeForkEach", Ways.MAYBE_FORK.title());
    if (!quick) {
      ways.put("virtualThreadEach", "a virtual thread an item");
      ways.put("mapConcurrent", Ways.MAP_CONCURRENT.title());
    }
    List<Lane> lanes = new ArrayList<>();
    for (Caller caller : Caller.chosen(quick)) {
      ways.forEach((method, title) -> lanes.add(loop(caller, method, title)));
    }
    return new Job("loop", "an item of a loop of ten thousand", Ways.FORK_LOOP.title(), lanes);
  }

  private Lane loop(Caller caller, String method, String title) {
    List<String> perMille =
        method.equals("bareLoop")
            ? List.of("0") // where much blocks, it waits so long that it's not worth measuring
            : quick ? List.of("0", "10") : List.of("0", "5", "50", "200", "500", "1000");
    return new JmhLane(
        "loop: " + title + ", " + caller.title(),
        caller.jvm(),
        "\\." + BodyJobs.subclass(LoopBenchmark.class, caller) + "\\." + method + "$",
        Map.of("blocking", perMille),
        quick ? new Pace(2, 300, 2, 200) : new Pace(1, 250, 2, 200),
        /* allocation= */ false,
        result -> {
          double percent = Integer.parseInt(result.param("blocking")) / 10.0;
          String column = dev.maybefork.bench.page.Numbers.format(percent) + " % block";
          return List.of(
              new Figure("loop", caller.title(), "", column, title, "ns", result.samples()));
        });
  }
}
