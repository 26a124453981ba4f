package dev.maybefork.examples.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Clients of a broker.
 *
 * @param servers where it is, as {@code bootstrap.servers} says it
 */
record Clients(String servers) {
  private Map<String, Object> config() {
    return new HashMap<>(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers));
  }

  /** A consumer that commits nothing by itself. */
  Consumer<String, String> consumer(String group, Map<String, String> more) {
    Map<String, Object> config = config();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.putAll(more);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  /** A producer that writes each record once, and in order: so are all since Kafka 3. */
  Producer<String, String> producer() {
    return new KafkaProducer<>(config(), new StringSerializer(), new StringSerializer());
  }

  Admin admin() {
    return Admin.create(config());
  }

  /** Makes topics with so many partitions. */
  void create(int partitions, String... topics) throws InterruptedException, ExecutionException {
    try (Admin admin = admin()) {
      List<NewTopic> all = new ArrayList<>();
      for (String topic : topics) {
        all.add(new NewTopic(topic, partitions, /* replicationFactor= */ (short) 1));
      }
      admin.createTopics(all).all().get();
    }
  }

  /** Writes records, and returns when they are written. */
  void write(Stream<ProducerRecord<String, String>> records)
      throws InterruptedException, ExecutionException {
    List<Future<?>> sent = new ArrayList<>();
    try (Producer<String, String> producer = producer()) {
      records.forEach(record -> sent.add(producer.send(record)));
    }
    for (Future<?> one : sent) {
      one.get();
    }
  }
}
