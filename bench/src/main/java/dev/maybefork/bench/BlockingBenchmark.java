package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to run a body that waits for its caller: start it, go on, let it go on too, and
 * join it.
 *
 * <p>A body of maybeFork has always blocked when its caller goes on. A new thread may not even have
 * begun by then, so that it finds the latch open and never blocks: that much less work is what
 * forking at once saves where blocking is certain. {@code busy} is what the caller does meanwhile,
 * in tokens of {@link Blackhole#consumeCPU}, about 2 ns each: with enough of it a new thread blocks
 * too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class BlockingBenchmark {
  /** What the caller does before it lets the body go on. */
  @Param({"0", "50000"})
  public int busy;

  private Integer result = 42;
  private ExecutorService executor;

  /** Makes the executor. */
  @Setup
  public void open() {
    executor = Executors.newVirtualThreadPerTaskExecutor();
  }

  /** Closes the executor. */
  @TearDown
  public void close() {
    executor.close();
  }

  private Integer body(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return result;
  }

  private void release(CountDownLatch latch) {
    Blackhole.consumeCPU(busy);
    latch.countDown();
  }

  /** What the caller's own work costs, for subtraction. */
  @Benchmark
  public Object callerAlone() {
    CountDownLatch latch = new CountDownLatch(1);
    release(latch);
    return latch;
  }

  /** maybeFork of this library. */
  @Benchmark
  public Object maybeForkJoin() {
    CountDownLatch latch = new CountDownLatch(1);
    Fork<Integer> fork = maybeFork(() -> body(latch));
    release(latch);
    return fork.join();
  }

  /** A virtual thread. */
  @Benchmark
  public Object startVirtualThread() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    Object[] sink = new Object[1];
    Thread thread = Thread.startVirtualThread(() -> sink[0] = uninterrupted(latch));
    release(latch);
    thread.join();
    return sink[0];
  }

  private Integer uninterrupted(CountDownLatch latch) {
    try {
      return body(latch);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A virtual thread of an executor. */
  @Benchmark
  public Object executor() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Future<Integer> future = executor.submit(() -> body(latch));
    release(latch);
    return future.get();
  }

  /** The caller is a platform thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 2,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromPlatform extends BlockingBenchmark {}

  /** The caller is a virtual thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromVirtual extends BlockingBenchmark {}
}
