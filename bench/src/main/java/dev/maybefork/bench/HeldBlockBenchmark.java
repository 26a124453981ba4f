package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkOn;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to ask for the kind of a block that then holds the caller, by how deep the stack
 * is. A thread that spins ends each block as soon as it sees it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class HeldBlockBenchmark {
  /** How many frames of the body's own lie below the block. */
  @Param({"5", "100"})
  public int depth;

  private final ForkOn file = ForkOn.kinds(BlockKind.FILE);

  private volatile @Nullable Thread toRelease;
  private volatile boolean over;

  /** Begins to release. */
  @Setup
  public void setUp() {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!over) {
            Thread blocked = toRelease;
            if (blocked != null && blocked.getState() == Thread.State.WAITING) {
              toRelease = null;
              LockSupport.unpark(blocked);
            }
            Thread.onSpinWait();
          }
        });
  }

  /** Ends that. */
  @TearDown
  public void tearDown() {
    over = true;
  }

  private int block(int frames) {
    if (frames > 0) {
      return block(frames - 1) + 1;
    }
    toRelease = Thread.currentThread();
    while (toRelease != null) {
      LockSupport.park();
    }
    return 0;
  }

  /** Nobody asks. */
  @Benchmark
  public int never() {
    return maybeFork(ForkOn.NEVER, () -> block(depth)).join();
  }

  /** It's asked for, and isn't one that forks. */
  @Benchmark
  public int kinds() {
    return maybeFork(file, () -> block(depth)).join();
  }

  /** The caller is a platform thread. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromPlatform extends HeldBlockBenchmark {}

  /** The caller is a virtual thread. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromVirtual extends HeldBlockBenchmark {}
}
