package dev.maybefork.bench;

import dev.maybefork.bench.ways.Sleeper;
import dev.maybefork.bench.ways.Way;
import dev.maybefork.bench.ways.Ways;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it takes to run some bodies and to have all their results. A body computes for about a
 * microsecond; some of them block first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {Flags.PLATFORM, Flags.AGENT, Flags.NATIVE_ACCESS})
public class FanOutBenchmark {
  private static final int TOKENS = 500;

  /** The golden ratio's: its multiples, modulo 1, are spread as evenly as can be. */
  private static final double STEP = 0.618033988749895;

  /** By which way. */
  @Param("MAYBE_FORK")
  public Ways way;

  /** The kind of block, the number of bodies, and how many of a hundred bodies block. */
  @Param("SLEEP/10/5")
  public String cell;

  private final List<Body> bodies = new ArrayList<>();
  private Way opened;
  private Block block;
  private double share;
  private double position;

  private final class Body implements Sleeper<Integer> {
    private final int number;
    private boolean blocks;

    Body(int number) {
      this.number = number;
    }

    @Override
    public Integer call() throws Exception {
      if (blocks) {
        block.block(number);
      } else {
        block.pass(number);
      }
      return work();
    }

    @Override
    public long millis() {
      return blocks ? block.millis() : 0;
    }

    @Override
    public Integer work() {
      Blackhole.consumeCPU(TOKENS);
      return number;
    }
  }

  /** Opens the way and what blocks. */
  @Setup
  public void open() throws IOException {
    String[] parts = cell.split("/", -1);
    int size = Integer.parseInt(parts[1]);
    share = Double.parseDouble(parts[2]) / 100;
    block = Block.Kind.valueOf(parts[0]).open(size);
    opened = way.open();
    for (int i = 0; i < size; i++) {
      bodies.add(new Body(i));
    }
  }

  /** Closes them. */
  @TearDown
  public void close() throws IOException {
    opened.close();
    block.close();
    bodies.clear();
  }

  /** All bodies, once. */
  @Benchmark
  public Object run() throws Exception {
    for (Body body : bodies) {
      position += STEP;
      position -= (int) position;
      body.blocks = position < share;
    }
    return opened.all(bodies);
  }
}
