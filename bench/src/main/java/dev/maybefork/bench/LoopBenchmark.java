package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a loop costs an item, all results collected in order: ten thousand items of some 60 ns, of
 * which so many in a thousand, evenly spread, sleep for a millisecond first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class LoopBenchmark {
  private static final int ITEMS = 10_000;
  private static final int TOKENS = 48;

  /** How many items in a thousand block. */
  @Param({"0", "1", "10", "100", "500", "1000"})
  public int blocking;

  private List<Integer> items = List.of();

  /** Makes the items. */
  @Setup
  public void makeItems() {
    items = IntStream.range(0, ITEMS).boxed().toList();
  }

  private Integer item(Integer i) throws InterruptedException {
    if ((long) i * blocking / 1000 != (long) (i + 1) * blocking / 1000) {
      Thread.sleep(1);
    }
    Blackhole.consumeCPU(TOKENS);
    return i;
  }

  private Integer uninterrupted(Integer i) {
    try {
      return item(i);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A plain loop; where much blocks it waits so long that it's not worth measuring. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public Object bareLoop() throws InterruptedException {
    List<Integer> results = new ArrayList<>();
    for (Integer i : items) {
      results.add(item(i));
    }
    return results;
  }

  /** ForkLoop of this library. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public Object forkLoop() {
    return ForkLoop.over(items).map(this::item).join();
  }

  /** One maybeFork an item. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public Object maybeForkEach() {
    List<Fork<Integer>> forks = new ArrayList<>();
    for (Integer i : items) {
      forks.add(maybeFork(() -> item(i)));
    }
    List<Integer> results = new ArrayList<>();
    for (Fork<Integer> fork : forks) {
      results.add(fork.join());
    }
    return results;
  }

  /** A virtual thread an item. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public Object virtualThreadEach() throws InterruptedException {
    Integer[] results = new Integer[ITEMS];
    List<Thread> threads = new ArrayList<>();
    for (Integer i : items) {
      threads.add(Thread.startVirtualThread(() -> results[i] = uninterrupted(i)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return results;
  }

  /** {@link Gatherers#mapConcurrent}, with no limit that matters. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public Object mapConcurrent() {
    return items.stream().gather(Gatherers.mapConcurrent(ITEMS, this::uninterrupted)).toList();
  }

  /** The caller is a platform thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 2,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromPlatform extends LoopBenchmark {}

  /** The caller is a virtual thread. */
  @org.openjdk.jmh.annotations.Fork(
      value = 2,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.CARRIERS})
  public static class FromVirtual extends LoopBenchmark {}
}
