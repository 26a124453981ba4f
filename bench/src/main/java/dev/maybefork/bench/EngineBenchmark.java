package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import java.util.concurrent.Callable;
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
 * As {@link SetupBenchmark#maybeForkJoin()}, where the body can't run on its caller's stack:
 * another thread runs it, and the caller waits for that.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class EngineBenchmark {
  // not final, or the result would be a constant
  private Integer result = 42;

  private final Callable<Integer> body = () -> result;

  /** maybeFork of this library, by the engine that the flags of the class choose. */
  @Benchmark
  public Object maybeForkJoin() {
    return maybeFork(body).join();
  }

  /** The hand-off engine, from a platform thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.HAND_OFF, Flags.CARRIERS})
  public static class HandOffFromPlatform extends EngineBenchmark {}

  /** The hand-off engine, from a virtual thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.HAND_OFF, Flags.CARRIERS})
  public static class HandOffFromVirtual extends EngineBenchmark {}

  /** Nothing is opened to the library: children are watched, from a platform thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.CARRIERS})
  public static class ClosedFromPlatform extends EngineBenchmark {}

  /** Nothing is opened to the library: children are watched, from a virtual thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.CARRIERS})
  public static class ClosedFromVirtual extends EngineBenchmark {}
}
