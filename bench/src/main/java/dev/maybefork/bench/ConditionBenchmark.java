package dev.maybefork.bench;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a condition costs a body, by how many bodies of a hundred block, until their caller lets
 * them go on. It tells whether it pays to start those that nearly always block as plain threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class ConditionBenchmark {
  private static final int BODIES = 100;

  /** Of a hundred bodies. */
  @Param({"0", "50", "90", "100"})
  public int blocking;

  // not final, or the result would be a constant
  private Integer result = 42;

  private final ForkOn park = ForkOn.kinds(BlockKind.PARK);
  private final ForkOn first = ForkOn.nthBlock(1);
  private final ForkOn late = ForkOn.after(Duration.ofHours(1)).or(ForkOn.BLOCKING);

  private interface Way {
    dev.maybefork.Fork<Integer> start(Callable<Integer> body);
  }

  private long run(Way way) {
    long sum = 0;
    for (int i = 0; i < BODIES; i++) {
      CountDownLatch latch = new CountDownLatch(i * 37 % BODIES < blocking ? 1 : 0);
      dev.maybefork.Fork<Integer> fork =
          way.start(() -> {
            latch.await();
            return result;
          });
      latch.countDown();
      sum += fork.join();
    }
    return sum;
  }

  /** Without a condition. */
  @Benchmark
  @OperationsPerInvocation(BODIES)
  public long none() {
    return run(MaybeFork::maybeFork);
  }

  /** The same, said. */
  @Benchmark
  @OperationsPerInvocation(BODIES)
  public long blocking() {
    return run(body -> MaybeFork.maybeFork(ForkOn.BLOCKING, body));
  }

  /** Each block is asked what it is. */
  @Benchmark
  @OperationsPerInvocation(BODIES)
  public long kinds() {
    return run(body -> MaybeFork.maybeFork(park, body));
  }

  /** Blocks are counted. */
  @Benchmark
  @OperationsPerInvocation(BODIES)
  public long nthBlock() {
    return run(body -> MaybeFork.maybeFork(first, body));
  }

  /** Each body has a time, which none needs. */
  @Benchmark
  @OperationsPerInvocation(BODIES)
  public long after() {
    return run(body -> MaybeFork.maybeFork(late, body));
  }

  /** Plain virtual threads. */
  @Benchmark
  @OperationsPerInvocation(BODIES)
  public long always() {
    return run(body -> MaybeFork.maybeFork(ForkOn.ALWAYS, body));
  }

  /** The caller is a platform thread. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromPlatform extends ConditionBenchmark {}

  /** The caller is a virtual thread. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromVirtual extends ConditionBenchmark {}
}
