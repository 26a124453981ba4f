package dev.maybefork.examples.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions that rest, as a record has failed. The consumer goes on with the others meanwhile.
 * Used by the consumer's thread alone.
 */
final class Retries {
  private final Map<TopicPartition, Long> due = new HashMap<>();
  private final Consumer<?, ?> consumer;
  private final Duration backoff;

  Retries(Consumer<?, ?> consumer, Duration backoff) {
    this.consumer = consumer;
    this.backoff = backoff;
  }

  /** The partition is polled from this offset on, after a while. */
  void later(TopicPartition partition, long offset) {
    consumer.seek(partition, offset);
    consumer.pause(List.of(partition));
    due.put(partition, System.nanoTime() + backoff.toNanos());
  }

  void resumeDue() {
    long now = System.nanoTime();
    due.entrySet()
        .removeIf(entry -> {
          boolean over = now - entry.getValue() >= 0;
          if (over) {
            consumer.resume(List.of(entry.getKey()));
          }
          return over;
        });
  }

  /** These are another consumer's now. */
  void forget(Collection<TopicPartition> partitions) {
    due.keySet().removeAll(partitions);
  }
}
