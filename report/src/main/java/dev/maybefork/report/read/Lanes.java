package dev.maybefork.report.read;

import dev.maybefork.report.model.Timeline;
import dev.maybefork.report.model.Timeline.Lane;
import dev.maybefork.report.model.Timeline.Span;
import dev.maybefork.report.model.Way;
import dev.maybefork.report.read.Forks.Fork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Who is drawn in which row: a thread has one, and below it as many as its children need. */
final class Lanes {
  private static final int MAX_SPANS = 6_000;
  private static final int MAX_THREADS = 60;
  private static final int MAX_CHILD_ROWS = 16;

  private final Intake intake;
  private final long begin;
  private final ToIntFunction<SiteSums.Key> sites;
  private final ToIntFunction<Integer> stacks;

  /** The spans of a thread. */
  private static final class Rows {
    final List<Span> own = new ArrayList<>();
    final List<Span> children = new ArrayList<>();
    long nanos;
  }

  private final Map<Integer, Rows> byThread = new HashMap<>();

  Lanes(Intake intake, ToIntFunction<SiteSums.Key> sites, ToIntFunction<Integer> stacks) {
    this.intake = intake;
    begin = Intake.nanos(intake.begin());
    this.sites = sites;
    this.stacks = stacks;
  }

  Timeline timeline(IdleThreads idle) {
    Sample sample = new Sample(MAX_SPANS);
    for (int row = 0; row < intake.blocks.size(); row++) {
      if (idle.way(row) != Way.IDLE) {
        sample.offer(new Sample.Item(row, intake.blocks.start(row), intake.blocks.nanos(row)));
      }
    }
    List<Fork> forks = intake.forks.forks();
    for (int i = 0; i < forks.size(); i++) {
      sample.offer(new Sample.Item(-1L - i, forks.get(i).at(), forks.get(i).nanos()));
    }
    for (Sample.Item item : sample.items()) {
      if (item.number() >= 0) {
        addBlock((int) item.number());
      } else {
        addFork(forks.get((int) (-1 - item.number())));
      }
    }
    return put(sample.offered());
  }

  private Rows rows(int thread) {
    return byThread.computeIfAbsent(thread, _ -> new Rows());
  }

  private void addBlock(int row) {
    Blocks blocks = intake.blocks;
    Rows rows = rows(blocks.thread(row));
    rows.nanos += blocks.nanos(row);
    int site = sites.applyAsInt(new SiteSums.Key(blocks.site(row), blocks.way(row)));
    long nanos = blocks.nanos(row);
    int stack = stacks.applyAsInt(blocks.stack(row));
    rows.own.add(new Span(0, -1, blocks.start(row) - begin, nanos, 0, nanos, site, stack));
  }

  private void addFork(Fork fork) {
    Rows rows = rows(fork.caller);
    rows.nanos += fork.nanos();
    int site = sites.applyAsInt(new SiteSums.Key(fork.site, Way.FORKED));
    int stack = stacks.applyAsInt(fork.stack);
    rows.children.add(
        new Span(0, 0, fork.at() - begin, fork.nanos(), fork.inline, fork.blocked(), site, stack));
  }

  private Timeline put(long all) {
    List<Lane> lanes = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    byThread.entrySet().stream()
        .sorted(
            Comparator.comparing(
                (Map.Entry<Integer, Rows> each) -> each.getValue().nanos,
                Comparator.reverseOrder()))
        .limit(MAX_THREADS)
        .forEach(each -> put(intake.threads.name(each.getKey()), each.getValue(), lanes, spans));
    return new Timeline(lanes, spans, all);
  }

  private static void put(String name, Rows rows, List<Lane> lanes, List<Span> spans) {
    int caller = lanes.size();
    lanes.add(new Lane(name, /* child= */ false));
    rows.own.forEach(span -> spans.add(in(span, caller, -1)));
    long[] ends = new long[MAX_CHILD_ROWS];
    int used = 0;
    for (Span span : rows.children) {
      int row = 0;
      while (row < used && ends[row] > span.start()) {
        row++;
      }
      if (row == MAX_CHILD_ROWS) {
        continue; // no room: the notes say so
      }
      if (row == used) {
        used++;
        lanes.add(new Lane(name, /* child= */ true));
      }
      ends[row] = span.start() + span.nanos();
      spans.add(in(span, caller + 1 + row, caller));
    }
  }

  private static Span in(Span span, int lane, int caller) {
    return new Span(
        lane,
        caller,
        span.start(),
        span.nanos(),
        span.inline(),
        span.blocked(),
        span.site(),
        span.stack());
  }
}
