package dev.maybefork.report.read;

import dev.maybefork.report.model.Bodies;
import dev.maybefork.report.model.Flame;
import dev.maybefork.report.model.Hazard;
import dev.maybefork.report.model.Report;
import dev.maybefork.report.model.Site;
import dev.maybefork.report.model.Source;
import dev.maybefork.report.model.Timeline;
import dev.maybefork.report.model.Waits;
import dev.maybefork.report.model.Way;
import dev.maybefork.report.read.Forks.Fork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** From what was taken of a recording to its report. */
final class Analysis {
  private static final int MAX_SITES = 1_000;

  private final Intake intake;
  private final Path file;
  private final @Nullable String failure;
  private final IdleThreads idle;
  private final Gains gains;
  private final SiteSums sums;
  private final UsedStacks stacks;

  Analysis(Intake intake, Path file, @Nullable String failure) {
    this.intake = intake;
    this.file = file;
    this.failure = failure;
    intake.forks.match();
    intake.counters.begin(intake.begin());
    idle = new IdleThreads(intake);
    gains = new Gains(intake);
    sums = new SiteSums(intake, idle, gains);
    shareWaits();
    stacks = new UsedStacks(intake.stacks);
  }

  /** Each caller's waits among what it had forked. */
  private void shareWaits() {
    Map<Integer, List<Fork>> byCaller = new HashMap<>();
    for (Fork fork : intake.forks.forks()) {
      if (sums.isJudged(fork)) {
        byCaller.computeIfAbsent(fork.caller, _ -> new ArrayList<>()).add(fork);
      }
    }
    byCaller.forEach(intake.waits::share);
    sums.addForks();
  }

  Report report() {
    List<Site> all = sums.sites();
    List<Site> sites =
        all.subList(0, Math.min(all.size(), MAX_SITES)).stream().map(stacks::numbered).toList();
    Map<SiteSums.Key, Integer> indexes = indexes(sites);
    Lanes lanes = new Lanes(intake, key -> indexes.getOrDefault(key, -1), stacks::number);
    Timeline timeline = lanes.timeline(idle);
    Bodies bodies = BodyCounts.of(intake);
    List<Hazard> hazards = Hazards.of(intake, all, bodies).stream().map(stacks::numbered).toList();
    List<String> notes =
        new ArrayList<>(
            Notes.of(
                intake, bodies.used(), bodies.exact(), timeline.all() - timeline.spans().size()));
    if (failure != null) {
      notes.addFirst("The file breaks off: it is " + failure + ".");
    }
    return new Report(
        source(),
        bodies,
        waits(),
        sites,
        stacks.all(),
        flames(),
        timeline,
        hazards,
        notes,
        failure != null);
  }

  private Map<SiteSums.Key, Integer> indexes(List<Site> sites) {
    Map<SiteSums.Key, Integer> indexes = new HashMap<>();
    for (int i = 0; i < sites.size(); i++) {
      Site site = sites.get(i);
      indexes.put(new SiteSums.Key(intake.names.of(site.location(), site.kind()), site.way()), i);
    }
    return indexes;
  }

  private Flame flames() {
    Flames flames = new Flames();
    for (int row = 0; row < intake.blocks.size(); row++) {
      if (idle.way(row) != Way.IDLE) {
        flames.add(intake.blocks.stack(row), intake.blocks.nanos(row));
      }
    }
    intake.forks.forks().forEach(fork -> flames.add(fork.stack, fork.blocked()));
    return flames.tree(intake.stacks);
  }

  private Waits waits() {
    Map<String, Long> byKind = new LinkedHashMap<>();
    Map<Way, Long> byWay = new HashMap<>();
    Blocks blocks = intake.blocks;
    for (int row = 0; row < blocks.size(); row++) {
      Way way = idle.way(row);
      byWay.merge(way, blocks.nanos(row), Long::sum);
      if (way != Way.IDLE) {
        String kind = intake.names.name(blocks.site(row)).kind();
        byKind.merge(kind, blocks.nanos(row), Long::sum);
      }
    }
    long forked = 0;
    long judged = 0;
    long overlapped = 0;
    long carrierWait = 0;
    for (Fork fork : intake.forks.forks()) {
      forked += fork.nanos();
      carrierWait += fork.end == null ? 0 : fork.end.waiting();
      byKind.merge(intake.names.name(fork.site).kind(), fork.blocked(), Long::sum);
      if (sums.isJudged(fork)) {
        judged += fork.nanos();
        overlapped += Math.clamp(fork.nanos() - fork.waited, 0, fork.nanos());
      }
    }
    return new Waits(
        forked,
        judged,
        overlapped,
        carrierWait,
        byWay.getOrDefault(Way.HELD, 0L),
        byWay.getOrDefault(Way.BLOCKED, 0L),
        byWay.getOrDefault(Way.IDLE, 0L),
        gains.all(),
        byKind);
  }

  private Source source() {
    @Nullable RecordedEvent jvm = intake.jvm();
    String program = jvm == null ? "" : text(jvm, "javaArguments");
    return new Source(
        program,
        Objects.requireNonNullElse(file.getFileName(), file).toString(),
        intake.begin(),
        intake.length().toNanos(),
        jvm == null ? "" : text(jvm, "jvmVersion"),
        jvm == null || !jvm.hasField("pid") ? 0 : jvm.getLong("pid"),
        intake.events());
  }

  private static String text(RecordedEvent event, String field) {
    return event.hasField(field) ? Objects.requireNonNullElse(event.getString(field), "") : "";
  }
}
