package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
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
 * What 64 reads of 4 KiB take, at random places of a large file that is not in the page cache; or,
 * so that the other case is beside it, is. With the agent, so that such reads fork.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class ColdReadBenchmark {
  private static final int READS = 64;

  /** Whether the reads have to wait for the disk. */
  @Param({"true", "false"})
  public boolean cold;

  private RandomReads reads;
  private ExecutorService platformPool;
  private ExecutorService virtualThreads;
  private long mayFork; // reads
  private long forked;

  /** Makes the file and the executors. */
  @Setup
  public void open() throws IOException {
    reads = new RandomReads(READS);
    platformPool = Executors.newFixedThreadPool(READS);
    virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  }

  /** Chooses the places, and what is in the page cache. */
  @Setup(Level.Invocation)
  public void prepare() throws IOException {
    reads.prepare(cold);
  }

  /** Deletes the file; fails if the reads have not forked as they should. */
  @TearDown
  public void close() throws IOException {
    virtualThreads.close();
    platformPool.close();
    reads.close();
    // the last of a loop is not counted, and two may want the same page
    if (cold ? forked < mayFork * 0.9 : forked > mayFork * 0.1) {
      throw new AssertionError(forked + " of " + mayFork + " have forked");
    }
  }

  /** One after the other. */
  @Benchmark
  public int sequential() throws Exception {
    int bytes = 0;
    for (Callable<Integer> task : reads.tasks) {
      bytes += task.call();
    }
    return bytes;
  }

  /** A pool of 64 platform threads that is there already. */
  @Benchmark
  public int platformPool() throws Exception {
    return invokeAll(platformPool);
  }

  /** A virtual thread each. */
  @Benchmark
  public int virtualThreads() throws Exception {
    return invokeAll(virtualThreads);
  }

  private int invokeAll(ExecutorService executor) throws Exception {
    int bytes = 0;
    for (Future<Integer> future : executor.invokeAll(reads.tasks)) {
      bytes += future.get();
    }
    return bytes;
  }

  /** One maybeFork each. */
  @Benchmark
  public int maybeForkEach() {
    List<Fork<Integer>> forks = new ArrayList<>();
    for (Callable<Integer> task : reads.tasks) {
      forks.add(maybeFork(task));
    }
    int bytes = 0;
    for (Fork<Integer> fork : forks) {
      bytes += fork.join();
      forked += fork.forked() ? 1 : 0;
    }
    mayFork += READS;
    return bytes;
  }

  /** ForkLoop of this library. */
  @Benchmark
  public Object forkLoop() {
    Object results = ForkLoop.over(reads.tasks).map(Callable::call).join();
    forked += reads.changesOfThread(); // an item's that has not forked goes on with the next
    mayFork += READS;
    return results;
  }

  /** The caller is a platform thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 2,
      jvmArgsAppend = {Flags.PLATFORM, Flags.AGENT, Flags.NATIVE_ACCESS, Flags.CARRIERS})
  public static class FromPlatform extends ColdReadBenchmark {}

  /** The caller is a virtual thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.AGENT, Flags.NATIVE_ACCESS, Flags.CARRIERS})
  public static class FromVirtual extends ColdReadBenchmark {}
}
