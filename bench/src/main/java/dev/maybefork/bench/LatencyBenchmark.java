package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * How soon a caller goes on that has started a body which blocks at once; and how soon such a body
 * goes on when what it waits for comes. Every single time is taken, not only their mean.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {Flags.PLATFORM, Flags.AGENT, Flags.NATIVE_ACCESS})
public class LatencyBenchmark {
  private static final long REST_NANOS = 20_000;

  /** By what a body is started. */
  public enum Starter {
    MAYBE_FORK,
    START_VIRTUAL,
    EXECUTOR,
    CACHED_POOL
  }

  /** A caller, and its body. */
  @State(Scope.Thread)
  public abstract static class Pair {
    /** By what the body is started. */
    @Param("MAYBE_FORK")
    public Starter starter;

    /** What it waits for. */
    @Param({"latch", "socket"})
    public String event;

    private final Runnable body = this::run;
    private ExecutorService executor;
    private Gate gate;
    private volatile Thread blocked;
    private volatile boolean passed;

    private void run() {
      blocked = Thread.currentThread();
      try {
        gate.await();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      passed = true;
    }

    final void start() {
      switch (starter) {
        case MAYBE_FORK -> {
          var _ = maybeFork(body::run);
        }
        case START_VIRTUAL -> Thread.startVirtualThread(body);
        case EXECUTOR, CACHED_POOL -> executor.execute(body);
      }
    }

    final void release() throws IOException {
      gate.open();
    }

    final void shut() {
      blocked = null;
      passed = false;
      gate.shut();
    }

    final void awaitPassed() {
      while (!passed) {
        Thread.onSpinWait(); // the body has a processor of its own
      }
    }

    /** A thread in native code, as one of a pool that reads a socket, looks as if it ran. */
    final void awaitBlocked() {
      while (blocked == null
          || (blocked.isVirtual() && blocked.getState() != Thread.State.WAITING)) {
        LockSupport.parkNanos(REST_NANOS);
      }
      LockSupport.parkNanos(REST_NANOS);
    }

    /** Opens what they need. */
    @Setup
    public final void open() throws IOException {
      gate = event.equals("latch") ? new Gate.Latch() : new Gate.Connection();
      executor =
          starter == Starter.CACHED_POOL
              ? Executors.newCachedThreadPool()
              : Executors.newVirtualThreadPerTaskExecutor();
    }

    /** Closes it. */
    @TearDown
    public final void close() throws IOException {
      executor.close();
      gate.close();
    }
  }

  /** The body is yet to be started. */
  @State(Scope.Thread)
  public static class Ready extends Pair {
    /** Before each start. */
    @Setup(Level.Invocation)
    public void prepare() {
      shut();
    }

    /** Lets the body end. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      release();
      awaitPassed();
    }
  }

  /** The body waits. */
  @State(Scope.Thread)
  public static class Waiting extends Pair {
    /** Starts the body and lets it block. */
    @Setup(Level.Invocation)
    public void prepare() {
      shut();
      start();
      awaitBlocked();
    }
  }

  /** From the start of a body to its caller's going on. */
  @Benchmark
  public void blockToCaller(Ready pair) {
    pair.start();
  }

  /** From an event to the going on of the body that waits for it. */
  @Benchmark
  public void eventToChild(Waiting pair) throws IOException {
    pair.release();
    pair.awaitPassed();
  }
}
