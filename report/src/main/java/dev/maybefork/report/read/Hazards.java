package dev.maybefork.report.read;

import dev.maybefork.report.model.Bodies;
import dev.maybefork.report.model.Hazard;
import dev.maybefork.report.model.Site;
import dev.maybefork.report.model.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What takes the profit out of forking: what events tell one by one, and what shows in the sums.
 */
final class Hazards {
  /** A page shows no more. */
  private static final int MAX = 100;

  /** Of a site with fewer forks nothing is said. */
  private static final int LEAST_FORKS = 3;

  private Hazards() {}

  static List<Hazard> of(Intake intake, List<Site> sites, Bodies bodies) {
    List<Hazard> hazards = new ArrayList<>(intake.hazards.hazards());
    long loopsAtLimit =
        bodies.exact() ? intake.counters.loopsAtLimit() : intake.loops.loopsAtLimit();
    if (loopsAtLimit > 0) {
      hazards.add(hazard(Advice.loopAtLimit(), "all loops", "", loopsAtLimit, 0, -1));
    }
    for (Site site : sites) {
      if (site.way() == Way.FORKED
          && site.timed() >= LEAST_FORKS
          && site.judged() > 0
          && site.overlapped() < site.judged() / 10) {
        String detail =
            String.format(Locale.ROOT, "%d %% overlapped", site.overlapped() * 100 / site.judged());
        hazards.add(
            hazard(
                Advice.joinedAtOnce(),
                site.location(),
                detail,
                site.count(),
                site.judged() - site.overlapped(),
                site.stack()));
      }
    }
    addCarrierWaits(intake, hazards);
    return hazards.subList(0, Math.min(hazards.size(), MAX));
  }

  private static void addCarrierWaits(Intake intake, List<Hazard> hazards) {
    long waiting = 0;
    long all = 0;
    long longest = 0;
    long count = 0;
    for (Forks.End end : intake.forks.ends()) {
      all += end.nanos();
      waiting += end.waiting();
      count += end.waiting() > 0 ? 1 : 0;
      longest = Math.max(longest, end.waiting());
    }
    if (waiting > all / 10) {
      String detail = waiting * 100 / all + " % of the time of forked bodies";
      Advice advice = Advice.carrierWait();
      hazards.add(
          new Hazard(
              advice.topic(), "all forks", detail, count, waiting, longest, advice.text(), -1));
    }
  }

  private static Hazard hazard(
      Advice advice, String location, String detail, long count, long total, int stack) {
    return new Hazard(advice.topic(), location, detail, count, total, 0, advice.text(), stack);
  }
}
