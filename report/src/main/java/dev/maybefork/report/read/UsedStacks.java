package dev.maybefork.report.read;

import dev.maybefork.report.model.Hazard;
import dev.maybefork.report.model.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stacks that a page shows, numbered anew: a recording may have any number of others. */
final class UsedStacks {
  private static final int MAX = 3_000;
  private static final int MAX_FRAMES = 128;

  private final Stacks stacks;
  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final List<List<String>> used = new ArrayList<>();

  UsedStacks(Stacks stacks) {
    this.stacks = stacks;
  }

  /** Its number on the page; -1 if there is none, or no room for more. */
  int number(int stack) {
    if (stack == Stacks.NONE || (used.size() >= MAX && !numbers.containsKey(stack))) {
      return -1;
    }
    return numbers.computeIfAbsent(
        stack,
        _ -> {
          List<String> frames = stacks.frames(stack);
          used.add(frames.subList(0, Math.min(frames.size(), MAX_FRAMES)));
          return used.size() - 1;
        });
  }

  Site numbered(Site site) {
    return new Site(
        site.location(),
        site.kind(),
        site.way(),
        site.count(),
        site.timed(),
        site.total(),
        site.p50(),
        site.p99(),
        site.longest(),
        site.judged(),
        site.overlapped(),
        site.gain(),
        site.quick(),
        site.threads(),
        number(site.stack()));
  }

  Hazard numbered(Hazard hazard) {
    return new Hazard(
        hazard.topic(),
        hazard.location(),
        hazard.detail(),
        hazard.count(),
        hazard.total(),
        hazard.longest(),
        hazard.advice(),
        hazard.stack() < 0 ? -1 : number(hazard.stack()));
  }

  List<List<String>> all() {
    return used;
  }
}
