package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.MaybeFork;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What our agent costs the virtual threads of its JVM, the library's and all others. The subclasses
 * differ in the caller and in the agent: none, ours, and ours beside others, for which the VM tells
 * of every mount.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class AgentBenchmark {
  // not final, or the result would be a constant
  private Integer result = 42;

  private final Callable<Integer> body = () -> result;
  private ExecutorService executor;

  /** Makes the executor, and sees to it that the JVM is as it should be. */
  @Setup
  public void open() {
    executor = Executors.newVirtualThreadPerTaskExecutor();
    boolean told = Flags.isSet(Flags.TOLD);
    if (MaybeFork.engineStatus().agents().contains("nothing") == told) {
      throw new AssertionError(MaybeFork.engineStatus());
    }
  }

  /** Closes the executor. */
  @TearDown
  public void close() {
    executor.close();
  }

  /** maybeFork of this library. */
  @Benchmark
  public Object maybeForkJoin() {
    return maybeFork(body).join();
  }

  /** A virtual thread of the JDK's executor. */
  @Benchmark
  public Object executor() throws Exception {
    return executor.submit(body).get();
  }

  /** What a virtual thread does when it lets others run, and nobody wants to. */
  @Benchmark
  public void yieldNow() {
    Thread.yield();
  }

  /** No agent; the caller is a platform thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.ONE_CARRIER})
  public static class NoneFromPlatform extends AgentBenchmark {}

  /** Ours alone. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.AGENT, Flags.ONE_CARRIER})
  public static class OursFromPlatform extends AgentBenchmark {}

  /** Ours beside others. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.AGENT, Flags.TOLD, Flags.ONE_CARRIER})
  public static class OthersFromPlatform extends AgentBenchmark {}

  /** No agent; the caller is a virtual thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.ONE_CARRIER})
  public static class NoneFromVirtual extends AgentBenchmark {}

  /** Ours alone. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.AGENT, Flags.ONE_CARRIER})
  public static class OursFromVirtual extends AgentBenchmark {}

  /** Ours beside others. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.AGENT, Flags.TOLD, Flags.ONE_CARRIER})
  public static class OthersFromVirtual extends AgentBenchmark {}
}
