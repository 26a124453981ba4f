package dev.maybefork.bench.suite;

import dev.maybefork.bench.page.Figure;
import dev.maybefork.bench.page.Numbers;
import dev.maybefork.bench.service.LoadPlan;
import dev.maybefork.bench.service.LoadReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A server and a load, each a process of its own.
 *
 * @param job the figures are of
 * @param caller the kind of thread that serves, if there are several; else empty
 * @param peer how it serves
 * @param server the program
 * @param arguments of the server
 * @param load the program that loads it
 * @param request what one is called; the plural adds an s
 * @param warmMillis before anything is measured
 * @param millis for each setting
 * @param settings of the load
 */
record ServiceLane(
    String job,
    String caller,
    String peer,
    Class<?> server,
    List<String> arguments,
    Class<?> load,
    String request,
    long warmMillis,
    long millis,
    List<LoadPlan.Setting> settings)
    implements Lane {
  private static final int START_SECONDS = 30;

  /** Enough for all of its code to be compiled. */
  private static final int WARM_REQUESTS = 150_000;

  @Override
  public String name() {
    return job + ": " + peer + (caller.isEmpty() ? "" : ", " + caller);
  }

  @Override
  public List<Figure> measure(Children children) throws IOException, InterruptedException {
    List<String> options = Caller.users();
    String[] serverArguments = arguments.toArray(String[]::new);
    try (var served = children.java(name() + " server", options, server, serverArguments)) {
      int port = Integer.parseInt(served.awaitLine(START_SECONDS));
      LoadPlan plan = new LoadPlan(port, served.pid(), warmMillis, WARM_REQUESTS, millis, settings);
      try (var loading = children.java(name() + " load", List.of(), load, plan.toJson())) {
        long seconds = START_SECONDS + (6 * warmMillis + 2 * millis * settings.size()) / 1000;
        List<Figure> figures = new ArrayList<>();
        for (String line : loading.awaitEnd(seconds)) {
          figures.addAll(figures(LoadReport.of(line)));
        }
        return figures;
      }
    }
  }

  private List<Figure> figures(LoadReport report) {
    String requests = request + "s/s";
    return List.of(
        figure(report, "answered", requests, report.throughput()),
        figure(report, "median", "µs", report.p50()),
        figure(report, "99 of 100 within", "µs", report.p99()),
        figure(report, "the server's CPU a " + request, "µs", report.serverCpu()),
        figure(report, "CPU a " + request + " used " + Figure.LOADS_OWN, "µs", report.loadCpu()));
  }

  private Figure figure(LoadReport report, String what, String unit, double value) {
    LoadPlan.Setting setting = report.setting();
    String connections =
        setting.connections() == 1 ? "1 connection" : setting.connections() + " connections";
    String hits = Numbers.format(setting.hits()) + " % hits";
    return new Figure(
        job, caller, connections + ": " + what, hits, peer, unit, List.of(Numbers.rounded(value)));
  }
}
