package dev.maybefork.report.read;

import dev.maybefork.report.model.Bodies;
import dev.maybefork.report.model.Hazard;
import dev.maybefork.report.model.Way;
import java.util.Map;
import java.util.TreeMap;

/** What became of bodies: by the library's counters, or else by its events. */
final class BodyCounts {
  private BodyCounts() {}

  static Bodies of(Intake intake) {
    Counters counters = intake.counters;
    if (counters.known()) {
      return new Bodies(
          /* used= */ counters.inline() > 0
              || sum(counters.forks()) > 0
              || sum(counters.heldBlocks()) > 0,
          /* exact= */ true,
          counters.inline(),
          sum(counters.forks()),
          sum(counters.heldBlocks()),
          sum(counters.handOffs()),
          counters.forks(),
          counters.heldBlocks(),
          counters.handOffs());
    }
    Map<String, Long> forks = new TreeMap<>();
    intake.forks.forks().forEach(fork -> count(forks, intake.names.name(fork.site).kind()));
    Map<String, Long> held = new TreeMap<>();
    for (int row = 0; row < intake.blocks.size(); row++) {
      if (intake.blocks.way(row) == Way.HELD) {
        count(held, intake.names.name(intake.blocks.site(row)).kind());
      }
    }
    Map<String, Long> handOffs = new TreeMap<>();
    for (Hazard hazard : intake.hazards.hazards()) {
      if (hazard.topic().equals(Advice.handOff("").topic())) {
        handOffs.merge(hazard.detail(), hazard.count(), Long::sum);
      }
    }
    long inline = intake.loops.inline();
    boolean used = inline > 0 || sum(forks) + sum(held) + sum(handOffs) > 0;
    return new Bodies(
        used,
        /* exact= */ false,
        inline,
        sum(forks),
        sum(held),
        sum(handOffs),
        forks,
        held,
        handOffs);
  }

  private static void count(Map<String, Long> numbers, String name) {
    numbers.merge(name, 1L, Long::sum);
  }

  private static long sum(Map<String, Long> numbers) {
    return numbers.values().stream().mapToLong(Long::longValue).sum();
  }
}
