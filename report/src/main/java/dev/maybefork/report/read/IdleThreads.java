package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A guess: a thread that spends four fifths of its time at one place, where it waits to be told
 * something, and with few frames of the program above it, waits for work. Which of the JDK's own
 * frames do so is known without a guess: see {@link BlockEvents}.
 */
final class IdleThreads {
  private static final int MAX_FRAMES = 4;

  /** Of a shorter time nothing can be said. */
  private static final long LEAST_NANOS = 500_000_000;

  private record Life(long from, long to) {
    Life and(Life other) {
      return new Life(Math.min(from, other.from), Math.max(to, other.to));
    }
  }

  private final Map<Long, Long> nanos = new HashMap<>();
  private final Map<Integer, Life> lives = new HashMap<>();
  private final Map<Integer, Boolean> waiting = new HashMap<>();
  private final Intake intake;

  IdleThreads(Intake intake) {
    this.intake = intake;
    Blocks blocks = intake.blocks;
    for (int row = 0; row < blocks.size(); row++) {
      if (blocks.way(row) == Way.BLOCKED) {
        long end = blocks.start(row) + blocks.nanos(row);
        lives.merge(blocks.thread(row), new Life(blocks.start(row), end), Life::and);
        nanos.merge(key(blocks, row), blocks.nanos(row), Long::sum);
      }
    }
  }

  private static long key(Blocks blocks, int row) {
    return ((long) blocks.thread(row) << 32) | blocks.stack(row);
  }

  /** What the block is, on a second look. */
  Way way(int row) {
    Blocks blocks = intake.blocks;
    if (blocks.way(row) != Way.BLOCKED) {
      return blocks.way(row);
    }
    Life life = lives.getOrDefault(blocks.thread(row), new Life(0, 0));
    long least = Math.max(LEAST_NANOS, (life.to() - life.from()) / 5 * 4);
    boolean mostly = nanos.getOrDefault(key(blocks, row), 0L) >= least;
    return mostly && waits(blocks.stack(row)) ? Way.IDLE : Way.BLOCKED;
  }

  private boolean waits(int stack) {
    return waiting.computeIfAbsent(stack, number -> waits(intake.stacks.frames(number)));
  }

  /** For a signal, and not for a lock or a result. */
  private static boolean waits(List<String> frames) {
    return !frames.isEmpty()
        && !Frames.method(frames.getLast()).endsWith(".main")
        && BlockEvents.programFrames(frames) <= MAX_FRAMES
        && frames.stream()
            .takeWhile(Frames::isJdk)
            .map(Frames::method)
            .anyMatch(method ->
                method.startsWith("java.lang.Object.wait")
                    || method.contains("$ConditionObject.await")
                    || method.contains("Queue."));
  }
}
