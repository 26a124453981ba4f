package dev.maybefork.examples.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where results go, in their order. Used by the consumer's thread alone. */
interface Output extends AutoCloseable {
  /** Takes a result; it need not have been written when this returns. */
  void send(ConsumerRecord<String, String> record, String value);

  /**
   * Waits until all is written.
   *
   * @throws org.apache.kafka.common.KafkaException if something is not
   */
  void flush();

  @Override
  void close();
}
