package dev.maybefork.examples.kafka;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A topic with as many partitions as that of the records. What comes from a partition goes to that
 * of the same number, so it is in the same order there.
 */
final class TopicOutput implements Output {
  private final Producer<String, String> producer;
  private final String topic;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Callback onSent =
      (_, e) -> {
        if (e != null) {
          failure.compareAndSet(null, e);
        }
      };

  TopicOutput(Producer<String, String> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  @Override
  public void send(ConsumerRecord<String, String> record, String value) {
    var _ =
        producer.send(new ProducerRecord<>(topic, record.partition(), record.key(), value), onSent);
  }

  @Override
  public void flush() {
    producer.flush();
    @Nullable Exception failed = failure.get();
    if (failed != null) {
      throw new KafkaException("not written to " + topic, failed);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
