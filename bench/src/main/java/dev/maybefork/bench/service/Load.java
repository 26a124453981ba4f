package dev.maybefork.bench.service;

import java.io.IOException;

/** Requests under way all the time, by one setting. */
interface Load {
  /** So many times as long as planned, at most. */
  int WARM_FACTOR = 5;

  /** So many times as long a moment without any answer is waited for. */
  int PATIENCE = 10;

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
    warmUp(all, meter, starter);
    for (LoadPlan.Setting setting : all.settings()) {
      System.out.println(load(all, setting, meter, starter, all.millis()).toJson());
    }
  }

  /** It's the number of requests that has code compiled; but a slow machine is not waited for. */
  private static void warmUp(LoadPlan plan, Meter meter, Starter starter) throws Exception {
    long perSetting = plan.warmMillis() / Math.max(1, plan.settings().size());
    long deadline = System.nanoTime() + WARM_FACTOR * plan.warmMillis() * 1_000_000;
    long requests = 0;
    do {
      for (LoadPlan.Setting setting : plan.settings()) {
        requests += load(plan, setting, meter, starter, perSetting).requests();
      }
    } while (requests < plan.warmRequests() && System.nanoTime() - deadline < 0);
  }

  private static LoadReport load(
      LoadPlan plan, LoadPlan.Setting setting, Meter meter, Starter starter, long millis)
      throws Exception {
    Load load = starter.start(plan.port(), setting, meter);
    try {
      Thread.sleep(millis / 8); // connects, and finds its pace
      meter.begin();
      Thread.sleep(millis);
      for (int i = 0; i < PATIENCE && !meter.hasAny(); i++) {
        Thread.sleep(millis); // the machine has more to do than this
      }
      LoadReport report = meter.end(setting);
      load.check();
      return report;
    } finally {
      load.stop();
    }
  }
}
