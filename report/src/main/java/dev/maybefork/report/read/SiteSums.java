package dev.maybefork.report.read;

import dev.maybefork.report.model.Site;
import dev.maybefork.report.model.Way;
import dev.maybefork.report.read.Forks.End;
import dev.maybefork.report.read.Forks.Fork;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All blocks and forks, put together by place, kind and way. */
final class SiteSums {
  /**
   * What takes less was no block, where everything is recorded: a call of the system takes that.
   */
  private static final long QUICK_NANOS = 20_000;

  record Key(int site, Way way) {}

  /** Of one site. */
  static final class Sum {
    long count;
    final LongList nanos = new LongList();
    final BitSet threads = new BitSet();
    long judged;
    long overlapped;
    long quick;
    private long longest = -1;
    private int stack;

    private void time(long length) {
      nanos.add(length);
      quick += length < QUICK_NANOS ? 1 : 0;
    }

    private void example(long length, int ofStack) {
      if (length > longest) {
        longest = length;
        stack = ofStack;
      }
    }
  }

  private final Map<Key, Sum> sums = new HashMap<>();
  private final Intake intake;
  private final Gains gains;

  SiteSums(Intake intake, IdleThreads idle, Gains gains) {
    this.intake = intake;
    this.gains = gains;
    Blocks blocks = intake.blocks;
    for (int row = 0; row < blocks.size(); row++) {
      Sum sum = sum(blocks.site(row), idle.way(row));
      sum.count++;
      sum.time(blocks.nanos(row));
      sum.example(blocks.nanos(row), blocks.stack(row));
      sum.threads.set(blocks.thread(row));
    }
  }

  /** Called when it's known how long callers waited for each. */
  void addForks() {
    intake.forks.forks().forEach(this::add);
    intake.forks.ends().forEach(this::add);
  }

  private Sum sum(int site, Way way) {
    return sums.computeIfAbsent(new Key(site, way), _ -> new Sum());
  }

  private void add(Fork fork) {
    Sum sum = sum(fork.site, Way.FORKED);
    sum.count++;
    sum.threads.set(fork.caller);
    sum.example(fork.blocked(), fork.stack);
    if (fork.end != null && fork.end.site() < 0) {
      sum.time(fork.blocked()); // its end doesn't know where it forked
    }
    if (isJudged(fork)) {
      sum.judged += fork.nanos();
      sum.overlapped += Math.clamp(fork.nanos() - fork.waited, 0, fork.nanos());
    }
  }

  /** Ends have the times, also of those whose forks were not recorded. */
  private void add(End end) {
    if (end.site() >= 0) {
      sum(end.site(), Way.FORKED).time(end.blocked());
    }
  }

  /** The recorder sees no park of a virtual thread, so no join of one either. */
  boolean isJudged(Fork fork) {
    return fork.end != null
        && !intake.threads.isVirtual(fork.caller)
        && intake.settings.isEnabled("jdk.ThreadPark");
  }

  List<Site> sites() {
    return sums.entrySet().stream()
        .map(each -> site(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingLong(Site::total).thenComparingLong(Site::count).reversed())
        .toList();
  }

  private Site site(Key key, Sum sum) {
    SiteNames.SiteName name = intake.names.name(key.site());
    sum.nanos.sort();
    return new Site(
        name.location(),
        name.kind(),
        key.way(),
        Math.max(sum.count, sum.nanos.size()),
        sum.nanos.size(),
        sum.nanos.sum(),
        sum.nanos.percentile(50),
        sum.nanos.percentile(99),
        sum.nanos.percentile(100),
        sum.judged,
        sum.overlapped,
        key.way() == Way.BLOCKED ? gains.of(key.site()) : 0,
        knowsQuick(key.way(), name.kind()) ? sum.quick : -1,
        sum.threads.cardinality(),
        sum.stack);
  }

  /** Whether blocks of any length are recorded, so that it's known how many were none. */
  private boolean knowsQuick(Way way, String kind) {
    if (way == Way.FORKED || way == Way.HELD) {
      return false;
    }
    for (String event : BlockEvents.names()) {
      if (kind.equals(BlockEvents.kind(event))
          && intake.taken(event) > 0
          && intake.settings.threshold(event).orElse(1) > 0) {
        return false;
      }
    }
    return true;
  }
}
