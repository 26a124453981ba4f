package dev.maybefork.examples.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a record. It has a value if it is done.
 *
 * @param record the record
 * @param value what was made of it, if it is done
 * @param problem why it is not done; null also if it was not tried
 */
record Result(
    ConsumerRecord<String, String> record, @Nullable String value, @Nullable Exception problem) {
  static Result done(ConsumerRecord<String, String> record, String value) {
    return new Result(record, value, /* problem= */ null);
  }

  static Result failed(ConsumerRecord<String, String> record, Exception problem) {
    return new Result(record, /* value= */ null, problem);
  }

  /** Of a record that comes after a failed one. */
  static Result notTried(ConsumerRecord<String, String> record) {
    return new Result(record, /* value= */ null, /* problem= */ null);
  }

  TopicPartition partition() {
    return partition(record);
  }

  static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
