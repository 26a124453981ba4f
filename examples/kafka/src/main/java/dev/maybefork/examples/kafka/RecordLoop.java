package dev.maybefork.examples.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer's loop: polls records, has them handled, sends the results on in the order of the
 * records, and commits what has been sent. While records wait it polls the next ones. Each record
 * is done at least once.
 *
 * <p>All of the consumer's and of the output's calls are made by the thread that calls {@link
 * #run}.
 */
final class RecordLoop {
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final long PATIENCE_MILLIS = 10;

  private final Consumer<String, String> consumer;
  private final Handler handler;
  private final Way.Starter starter;
  private final int polls;
  private final Offsets offsets = new Offsets();
  private final UnderWay underWay;
  private final Retries retries;

  /**
   * A loop.
   *
   * @param consumer closed by {@link #run}; it must not commit by itself
   * @param polls of how many polls records may be under way at once
   * @param backoff how long a partition rests when one of its records has failed
   */
  RecordLoop(
      Consumer<String, String> consumer,
      Output output,
      Handler handler,
      Way.Starter starter,
      int polls,
      Duration backoff) {
    this.consumer = consumer;
    this.handler = handler;
    this.starter = starter;
    this.polls = polls;
    this.underWay = new UnderWay(output, offsets);
    this.retries = new Retries(consumer, backoff);
  }

  /**
   * Runs until it is to end, or something fails that is not a record's own. What is under way at
   * the end is done and committed first.
   *
   * @param topic of the records
   * @param end whether it is to end; asked between two polls
   */
  void run(String topic, BooleanSupplier end) {
    try {
      consumer.subscribe(List.of(topic), new Rebalance());
      while (!end.getAsBoolean()) {
        retries.resumeDue();
        step();
      }
      commit(underWay.settle(0));
    } finally {
      underWay.abandon(); // nothing, unless something failed
      consumer.close();
    }
  }

  private void step() {
    boolean idle = underWay.size() == 0;
    ConsumerRecords<String, String> records = consumer.poll(idle ? IDLE : Duration.ZERO);
    if (!records.isEmpty()) {
      underWay.add(starter.start(records));
    } else if (!idle && underWay.size() > 0) {
      underWay.await(PATIENCE_MILLIS);
    }
    commit(underWay.settle(polls - 1));
  }

  private void commit(Map<TopicPartition, Long> stuck) {
    offsets.commit(consumer);
    stuck.forEach(retries::later);
    if (underWay.size() == 0) {
      handler.forgetFailures();
    }
  }

  /** Called within poll and close: what is under way ends before another consumer goes on. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit(underWay.settle(0));
      offsets.forget(partitions);
      retries.forget(partitions);
    }

    /** Another has gone on already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      commit(underWay.settleWithout(partitions));
      retries.forget(partitions);
    }
  }
}
