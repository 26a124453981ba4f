package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What forking would have saved where nothing was forked: a guess. Blocks in sockets and files that
 * one thread meets one right after the other, called from one method, could have been waited for
 * together if they didn't need each other's results. All but the longest of each such run counts;
 * what goes to one file or one connection ({@link Targets}) counts as one.
 *
 * <p>Other kinds get no guess: who waits for a future or a lock waits for another thread, which
 * would not have been faster.
 */
final class Gains {
  /** Two blocks are one after the other if no more lies between them, or than the first took. */
  private static final long GAP_NANOS = 1_000_000;

  private final Intake intake;
  private final Map<Integer, Long> bySite = new HashMap<>();

  Gains(Intake intake) {
    this.intake = intake;
    Blocks blocks = intake.blocks;
    int[] rows =
        IntStream.range(0, blocks.size())
            .filter(this::couldOverlap)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(blocks::thread).thenComparingLong(blocks::start))
            .mapToInt(Integer::intValue)
            .toArray();
    int from = 0;
    for (int i = 1; i <= rows.length; i++) {
      if (i == rows.length || !isNext(rows[i - 1], rows[i])) {
        addRun(rows, from, i);
        from = i;
      }
    }
  }

  private boolean couldOverlap(int row) {
    if (intake.blocks.way(row) != Way.BLOCKED) {
      return false;
    }
    String kind = intake.names.name(intake.blocks.site(row)).kind();
    return kind.equals("SOCKET") || kind.equals("FILE");
  }

  private boolean isNext(int before, int row) {
    Blocks blocks = intake.blocks;
    long end = blocks.start(before) + blocks.nanos(before);
    return blocks.thread(before) == blocks.thread(row)
        && blocks.start(row) - end <= Math.max(GAP_NANOS, blocks.nanos(before))
        && caller(before).equals(caller(row));
  }

  /** The method that called the site's, as that is where a fork would be written. */
  private String caller(int row) {
    List<String> program =
        intake.stacks.frames(intake.blocks.stack(row)).stream()
            .filter(Frames::isProgram)
            .limit(2)
            .toList();
    return program.isEmpty() ? "" : Frames.method(program.getLast());
  }

  /** Those that go to the same target stay one after the other. */
  private void addRun(int[] rows, int from, int to) {
    Map<Integer, Long> byTarget = new HashMap<>();
    for (int i = from; i < to; i++) {
      byTarget.merge(target(rows, i), intake.blocks.nanos(rows[i]), Long::sum);
    }
    long longest = Collections.max(byTarget.values());
    boolean left = false;
    for (int i = from; i < to; i++) {
      int target = target(rows, i);
      if (!left && byTarget.getOrDefault(target, 0L) == longest) {
        left = true;
        byTarget.remove(target);
      }
      if (byTarget.containsKey(target)) {
        bySite.merge(intake.blocks.site(rows[i]), intake.blocks.nanos(rows[i]), Long::sum);
      }
    }
  }

  /** Each block that may go together with any other is a target of its own. */
  private int target(int[] rows, int i) {
    int target = intake.blocks.target(rows[i]);
    return target == Targets.ANY ? -1 - i : target;
  }

  long of(int site) {
    return bySite.getOrDefault(site, 0L);
  }

  long all() {
    return bySite.values().stream().mapToLong(Long::longValue).sum();
  }
}
