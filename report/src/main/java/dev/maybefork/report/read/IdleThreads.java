package dev.maybefork.report.read;

import dev.maybefork.report.model.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A guess: a thread that spends four fifths of the recording at one place, parked or in a monitor,
 * and with few frames of the program above it, waits for work. Which of the JDK's own frames do so
 * is known without a guess: see {@link BlockEvents}.
 */
final class IdleThreads {
  private static final int MAX_FRAMES = 4;

  private final Map<Long, Long> nanos = new HashMap<>();
  private final Intake intake;
  private final long least;

  IdleThreads(Intake intake) {
    this.intake = intake;
    least = intake.length().toNanos() / 5 * 4;
    Blocks blocks = intake.blocks;
    for (int row = 0; row < blocks.size(); row++) {
      if (blocks.way(row) == Way.BLOCKED) {
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
    if (blocks.way(row) != Way.BLOCKED
        || nanos.getOrDefault(key(blocks, row), 0L) < least
        || least == 0) {
      return blocks.way(row);
    }
    String kind = intake.names.name(blocks.site(row)).kind();
    List<String> frames = intake.stacks.frames(blocks.stack(row));
    boolean idle =
        (kind.equals("PARK") || kind.equals("MONITOR"))
            && !frames.isEmpty()
            && !Frames.method(frames.getLast()).endsWith(".main")
            && BlockEvents.programFrames(frames) <= MAX_FRAMES;
    return idle ? Way.IDLE : Way.BLOCKED;
  }
}
