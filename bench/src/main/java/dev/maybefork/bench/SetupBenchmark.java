package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.MaybeFork;
import dev.maybefork.bench.ways.Bare;
import dev.maybefork.bench.ways.TaskScopes;
import dev.maybefork.bench.ways.Undispatched;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Gatherers;
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
 * What it costs to run a body that doesn't block, and to have its result, by each of the ways there
 * are. The body itself is next to nothing, so what is measured is the way.
 *
 * <p>The subclasses differ only in the thread that JMH runs the methods in.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class SetupBenchmark {
  // not final, or the result would be a constant
  private Integer result = 42;

  // one object for all ways, so that none of them is charged for making a lambda
  private final Callable<Integer> body = () -> result;

  private final Object monitor = new Object();
  private final Runnable storing = this::store;
  private Object sink;
  private ExecutorService executor;
  private ExecutorService fixedPool;
  private ExecutorService cachedPool;
  private ExecutorService maybeForkExecutor;

  private void store() {
    sink = result;
  }

  /** Makes the executors. */
  @Setup
  public void open() {
    executor = Executors.newVirtualThreadPerTaskExecutor();
    fixedPool = Executors.newFixedThreadPool(2);
    cachedPool = Executors.newCachedThreadPool();
    maybeForkExecutor = MaybeFork.executor();
  }

  /** Closes the executors. */
  @TearDown
  public void close() {
    executor.close();
    fixedPool.close();
    cachedPool.close();
    maybeForkExecutor.close();
  }

  /** The floor: a call. */
  @Benchmark
  public Object direct() throws Exception {
    return body.call();
  }

  /** The floor of all that can be unmounted: a new continuation, run to its end. */
  @Benchmark
  public Object continuation() throws Throwable {
    Bare.runContinuation(storing);
    return sink;
  }

  /** maybeFork of this library. */
  @Benchmark
  public Object maybeForkJoin() {
    return maybeFork(body).join();
  }

  /** A caller that holds a monitor, which is stowed meanwhile. */
  @Benchmark
  public Object maybeForkJoinInMonitor() {
    synchronized (monitor) {
      return maybeFork(body).join();
    }
  }

  /** A virtual thread. */
  @Benchmark
  public Object startVirtualThread() throws InterruptedException {
    Thread.startVirtualThread(storing).join();
    return sink;
  }

  /** A virtual thread of an executor. */
  @Benchmark
  public Object executor() throws Exception {
    return executor.submit(body).get();
  }

  /** One subtask in a scope of its own. */
  @Benchmark
  public Object structuredTaskScope() throws Throwable {
    return TaskScopes.one(body);
  }

  /** The executor of this library. */
  @Benchmark
  public Object maybeForkExecutor() throws Exception {
    return maybeForkExecutor.submit(body).get();
  }

  /** A pool of two platform threads. */
  @Benchmark
  public Object fixedPool() throws Exception {
    return fixedPool.submit(body).get();
  }

  /** A pool that grows. */
  @Benchmark
  public Object cachedPool() throws Exception {
    return cachedPool.submit(body).get();
  }

  /** The pool that all share. */
  @Benchmark
  public Object supplyAsync() {
    return CompletableFuture.supplyAsync(() -> result).join();
  }

  /** A stream of one. */
  @Benchmark
  public Object mapConcurrent() {
    return List.of(body).stream().gather(Gatherers.mapConcurrent(1, each -> result)).toList();
  }

  /** A coroutine on the caller's stack, in a scope of its own. */
  @Benchmark
  public Object kotlinUndispatched() {
    return Undispatched.one(body);
  }

  /** The caller is a platform thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.PLATFORM, Flags.OPEN_LANG, Flags.EXPORT_VM, Flags.CARRIERS})
  public static class FromPlatform extends SetupBenchmark {}

  /** The caller is a virtual thread. */
  @Fork(
      value = 3,
      jvmArgsAppend = {Flags.VIRTUAL, Flags.OPEN_LANG, Flags.EXPORT_VM, Flags.CARRIERS})
  public static class FromVirtual extends SetupBenchmark {}
}
