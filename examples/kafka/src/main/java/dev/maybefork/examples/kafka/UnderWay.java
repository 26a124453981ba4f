package dev.maybefork.examples.kafka;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Polls whose records are being handled, in their order. What is done goes to the output up to the
 * first record of its partition that isn't. Used by the consumer's thread alone.
 */
final class UnderWay {
  private static final Logger LOG = System.getLogger(UnderWay.class.getName());

  private final Deque<Future<List<Result>>> polls = new ArrayDeque<>();
  private final Output output;
  private final Offsets offsets;

  /** Partitions that are another consumer's by now. */
  private final Set<TopicPartition> lost = new HashSet<>();

  UnderWay(Output output, Offsets offsets) {
    this.output = output;
    this.offsets = offsets;
  }

  void add(Future<List<Result>> poll) {
    polls.add(poll);
  }

  int size() {
    return polls.size();
  }

  /** Waits for the oldest, for at most so long. */
  void await(long millis) {
    try {
      polls.getFirst().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // settle() tells
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Sends the results of those that are done to the output. If a record has failed, it waits for
   * all others, as they may have more of its partition.
   *
   * @param most how many may be under way when this returns
   * @return where to go on, for partitions in which a record has failed
   */
  Map<TopicPartition, Long> settle(int most) {
    Map<TopicPartition, Long> stuck = new HashMap<>();
    while (!polls.isEmpty()
        && (polls.size() > most || !stuck.isEmpty() || polls.getFirst().isDone())) {
      results(polls.getFirst()).forEach(result -> take(result, stuck));
      polls.removeFirst();
    }
    if (!offsets.isEmpty()) {
      output.flush();
    }
    return stuck;
  }

  private static List<Result> results(Future<List<Result>> poll) {
    try {
      return poll.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("records can't be handled", e.getCause());
    }
  }

  private void take(Result result, Map<TopicPartition, Long> stuck) {
    TopicPartition partition = result.partition();
    if (lost.contains(partition) || stuck.containsKey(partition)) {
      return; // it is polled again, here or by another
    }
    @Nullable String value = result.value();
    if (value == null) {
      LOG.log(
          Level.WARNING,
          () -> "to be tried again: %s@%d".formatted(partition, result.record().offset()),
          result.problem());
      stuck.put(partition, result.record().offset());
    } else {
      output.send(result.record(), value);
      offsets.done(partition, result.record());
    }
  }

  /** Settles all, but leaves these partitions to those that have them now. */
  Map<TopicPartition, Long> settleWithout(Collection<TopicPartition> partitions) {
    offsets.forget(partitions);
    lost.addAll(partitions);
    Map<TopicPartition, Long> others = settle(0);
    lost.clear();
    return others;
  }

  /** Nothing of it is sent. */
  void abandon() {
    polls.forEach(poll -> poll.cancel(true));
    polls.clear();
    offsets.clear();
  }
}
