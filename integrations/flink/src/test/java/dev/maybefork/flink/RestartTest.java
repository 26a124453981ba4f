package dev.maybefork.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job that fails in its middle, between checkpoints and with look-ups under way, and starts again
 * from the last checkpoint: its state has each element once, as Flink promises.
 */
class RestartTest {
  private static final int ELEMENTS = 2_000;
  private static final int CAPACITY = 16;
  private static Cluster cluster;

  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger RUNNING_AT_FAILURE = new AtomicInteger();
  private static final AtomicInteger LEFT_AT_CLOSE = new AtomicInteger();
  private static final Map<Long, Integer> LOOK_UPS = new ConcurrentHashMap<>();

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new Cluster();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.stop();
  }

  @BeforeEach
  void forgetWhatWasSeen() {
    OPENED.set(0);
    RUNNING_AT_FAILURE.set(0);
    LEFT_AT_CLOSE.set(0);
    LOOK_UPS.clear();
    FailingOnce.HAS_FAILED.set(false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsLostOrDoubled(boolean ordered) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment job = Cluster.job(configuration);
    job.enableCheckpointing(20);
    DataStream<Long> numbers =
        job.fromSource(
            new NumberSequenceSource(1, ELEMENTS), WatermarkStrategy.noWatermarks(), "numbers");
    MaybeForkAsyncFunction<Long, Long> lookUp = MaybeForkAsyncFunction.of(new Square());
    DataStream<Long> squares =
        ordered
            ? AsyncDataStream.orderedWait(numbers, lookUp, 1, TimeUnit.MINUTES, CAPACITY)
            : AsyncDataStream.unorderedWait(numbers, lookUp, 1, TimeUnit.MINUTES, CAPACITY);
    Results<Tuple2<Long, Integer>> state =
        Results.of(squares.map(new FailingOnce()).keyBy(square -> square).process(new Counted()));

    cluster.run(job);

    assertThat(OPENED.get()).as("tasks, one after the other").isEqualTo(2);
    assertThat(RUNNING_AT_FAILURE.get()).as("look-ups under way when it failed").isPositive();
    assertThat(LEFT_AT_CLOSE.get()).as("look-ups that outlived their task").isZero();
    assertThat(LOOK_UPS.values()).as("some were made again").contains(2);
    assertThat(LOOK_UPS.values()).as("some were in the checkpoint").contains(1);
    assertThat(state.list())
        .hasSize(ELEMENTS)
        .allSatisfy(counted -> assertThat(counted.f1).as("%s", counted).isEqualTo(1))
        .extracting(counted -> counted.f0)
        .doesNotHaveDuplicates()
        .contains(1L, (long) ELEMENTS * ELEMENTS);
  }

  /** Every fourth is a miss. */
  private static final class Square extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void open(OpenContext context) {
      OPENED.incrementAndGet();
    }

    @Override
    public Long map(Long in) throws InterruptedException {
      LOOK_UPS.merge(in, 1, Integer::sum);
      RUNNING.incrementAndGet();
      try {
        if (in % 4 == 0) {
          Thread.sleep(5);
        }
        return in * in;
      } finally {
        RUNNING.decrementAndGet();
      }
    }

    @Override
    public void close() {
      LEFT_AT_CLOSE.addAndGet(RUNNING.get());
    }
  }

  /** Once, after two checkpoints and some more elements, while look-ups are under way. */
  private static final class FailingOnce extends RichMapFunction<Long, Long>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;
    private static final AtomicBoolean HAS_FAILED = new AtomicBoolean();
    private transient int checkpoints;
    private transient int since;

    @Override
    public void notifyCheckpointComplete(long id) {
      checkpoints++;
      since = 0;
    }

    @Override
    public Long map(Long square) {
      since++;
      if (checkpoints >= 2 && since > 2 && RUNNING.get() > 0 && !HAS_FAILED.getAndSet(true)) {
        RUNNING_AT_FAILURE.set(RUNNING.get());
        throw new IllegalStateException("this task fails, once");
      }
      return square;
    }
  }

  /** How often each has come, told at the end of the stream. */
  private static final class Counted
      extends KeyedProcessFunction<Long, Long, Tuple2<Long, Integer>> {
    private static final long serialVersionUID = 1L;
    private transient ValueState<Integer> times;

    @Override
    public void open(OpenContext context) {
      times = getRuntimeContext().getState(new ValueStateDescriptor<>("times", Types.INT));
    }

    @Override
    public void processElement(Long square, Context context, Collector<Tuple2<Long, Integer>> out)
        throws Exception {
      Integer before = times.value();
      times.update(before == null ? 1 : before + 1);
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Tuple2<Long, Integer>> out)
        throws Exception {
      out.collect(Tuple2.of(context.getCurrentKey(), times.value()));
    }
  }
}
