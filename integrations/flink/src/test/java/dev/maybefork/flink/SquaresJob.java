package dev.maybefork.flink;

import dev.maybefork.EngineStatus;
import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * A job for a cluster: squares of numbers, every eighth of them asked from a server, the rest
 * known; then their count and sum in eight groups, which it tells the server at its end. Its
 * arguments: the server's address, and how many numbers.
 */
public final class SquaresJob {
  private static final int GROUPS = 8;

  private SquaresJob() {}

  /** Builds the job and runs it where Flink says. */
  public static void main(String[] arguments) throws Exception {
    String server = arguments[0];
    long numbers = Long.parseLong(arguments[1]);
    StreamExecutionEnvironment job = StreamExecutionEnvironment.getExecutionEnvironment();
    var source =
        job.fromSource(
            new NumberSequenceSource(1, numbers), WatermarkStrategy.noWatermarks(), "numbers");
    AsyncDataStream.unorderedWait(
            source, MaybeForkAsyncFunction.of(new Square(server)), 1, TimeUnit.MINUTES, 20)
        .keyBy(square -> square % GROUPS)
        .process(new CountAndSum(server))
        .sinkTo(new DiscardingSink<>());
    job.execute("squares");
  }

  private static String ask(String address) throws IOException {
    try (var answer = URI.create(address).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Plain blocking code. */
  private static final class Square extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final String server;

    Square(String server) {
      this.server = server;
    }

    @Override
    public void open(OpenContext context) throws IOException {
      EngineStatus status = MaybeFork.engineStatus();
      ask(
          server
              + "/report/engine="
              + status.engine()
              + ",hooks="
              + (status.nativeCalls().startsWith("they fork") ? "on" : "off")
              + ",loader="
              + MaybeFork.class.getClassLoader().getClass().getSimpleName());
    }

    @Override
    public Long map(Long number) throws IOException {
      return number % 8 == 0 ? Long.valueOf(ask(server + "/square/" + number)) : number * number;
    }

    @Override
    public void close() throws IOException {
      ask(server + "/report/forks=" + MaybeFork.stats().forked());
    }
  }

  /** Told once, when the stream ends; until then it's state, of which each element is part once. */
  private static final class CountAndSum extends KeyedProcessFunction<Long, Long, Long> {
    private static final long serialVersionUID = 1L;
    private final String server;
    private transient ValueState<Tuple2<Long, Long>> state;

    CountAndSum(String server) {
      this.server = server;
    }

    @Override
    public void open(OpenContext context) {
      state =
          getRuntimeContext()
              .getState(
                  new ValueStateDescriptor<>("count and sum", Types.TUPLE(Types.LONG, Types.LONG)));
    }

    @Override
    public void processElement(Long square, Context context, Collector<Long> out)
        throws IOException {
      Tuple2<Long, Long> before = state.value();
      state.update(
          before == null ? Tuple2.of(1L, square) : Tuple2.of(before.f0 + 1, before.f1 + square));
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Long> out) throws IOException {
      Tuple2<Long, Long> end = state.value();
      ask(server + "/report/group=" + context.getCurrentKey() + "," + end.f0 + "," + end.f1);
    }
  }
}
