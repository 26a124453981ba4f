package dev.maybefork.flink;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What came out of a job, in its order. Tasks are copies, so they know it by its name. */
final class Results<T> implements MapFunction<T, T> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, List<Object>> BY_NAME = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();

  /** Ends the job with a step that keeps what comes. */
  static <T> Results<T> of(DataStream<T> stream) {
    Results<T> results = new Results<>();
    stream.map(results).returns(stream.getType()).sinkTo(new DiscardingSink<>());
    return results;
  }

  @Override
  public T map(T one) {
    BY_NAME.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(one);
    return one;
  }

  @SuppressWarnings("unchecked")
  List<T> list() {
    return (List<T>) BY_NAME.getOrDefault(name, List.of());
  }
}
