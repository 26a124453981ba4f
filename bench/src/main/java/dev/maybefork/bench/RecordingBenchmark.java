package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.ForkStats;
import dev.maybefork.MaybeFork;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs a body that a flight recording knows the library's events: where there is no
 * recording; where there is one that wants none of them; and where it wants all. Counting is in all
 * of them: to see what that costs, run {@link SetupBenchmark} before and after.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class RecordingBenchmark {
  private static final String RECORDING = "-XX:StartFlightRecording:disk=false,maxsize=10m";

  private static final String NO_EVENTS =
      ",+maybefork.Fork#enabled=false,+maybefork.ForkEnd#enabled=false"
          + ",+maybefork.HeldCaller#enabled=false,+maybefork.HandOff#enabled=false";

  // not final, or the result would be a constant
  private Integer result = 42;

  private final Callable<Integer> body = () -> result;

  /** A body that doesn't block. */
  @Benchmark
  public Object inline() {
    return maybeFork(body).join();
  }

  /** One that forks. */
  @Benchmark
  public Object forks() {
    CountDownLatch latch = new CountDownLatch(1);
    dev.maybefork.Fork<Integer> fork =
        maybeFork(() -> {
          latch.await();
          return result;
        });
    latch.countDown();
    return fork.join();
  }

  /** A look at the numbers. */
  @Benchmark
  public ForkStats stats() {
    return MaybeFork.stats();
  }

  /** Nobody records. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class Off extends RecordingBenchmark {}

  /** There is a recording, without the library's events. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS, RECORDING + NO_EVENTS})
  public static class OfOthers extends RecordingBenchmark {}

  /** All is recorded. */
  @Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS, RECORDING})
  public static class On extends RecordingBenchmark {}
}
