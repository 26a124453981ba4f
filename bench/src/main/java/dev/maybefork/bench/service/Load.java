package dev.maybefork.bench.service;

import java.io.IOException;

/** Requests under way all the time, by one setting. */
interface Load {
  /** Begins one. */
  interface Starter {
    Load start(int port, LoadPlan.Setting setting, Meter meter) throws IOException;
  }

  /** Returns when no request is under way. */
  void stop() throws InterruptedException;

  /** Why a request failed, if one has. */
  void check();

  /** All settings of a plan; prints a report for each. */
  static void run(String plan, Starter starter) throws Exception {
    Parent.endWithIt();
    LoadPlan all = LoadPlan.of(plan);
    Meter meter = new Meter(all.server());
    long toWarm = all.warmMillis() / Math.max(1, all.settings().size());
    for (LoadPlan.Setting setting : all.settings()) {
      load(all, setting, meter, starter, toWarm);
    }
    for (LoadPlan.Setting setting : all.settings()) {
      System.out.println(load(all, setting, meter, starter, all.millis()).toJson());
    }
  }

  private static LoadReport load(
      LoadPlan plan, LoadPlan.Setting setting, Meter meter, Starter starter, long millis)
      throws Exception {
    Load load = starter.start(plan.port(), setting, meter);
    try {
      Thread.sleep(millis / 8); // connects, and finds its pace
      meter.begin();
      Thread.sleep(millis);
      LoadReport report = meter.end(setting);
      load.check();
      return report;
    } finally {
      load.stop();
    }
  }
}
