package dev.maybefork.examples.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * An input and an output that no other test has, and a group.
 *
 * @param clients of the broker
 * @param partitions of each topic
 * @param input with customers' numbers
 * @param output with their names
 * @param group that consumes the input
 */
record Topics(Clients clients, int partitions, String input, String output, String group) {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static Topics create(Clients clients, int partitions) throws Exception {
    int number = NUMBER.incrementAndGet();
    String input = "orders-" + number;
    String output = "enriched-" + number;
    clients.create(partitions, input, output);
    return new Topics(clients, partitions, input, output, "group-" + number);
  }

  /** Orders by these customers, in this order, in a partition. */
  void write(int partition, List<String> customers) throws Exception {
    clients.write(
        customers.stream()
            .map(customer -> new ProducerRecord<>(input, partition, customer, customer)));
  }

  /** All names so far, partition by partition, in the order of each. */
  List<List<String>> names() {
    List<TopicPartition> all = new ArrayList<>();
    List<List<String>> names = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      all.add(new TopicPartition(output, i));
      names.add(new ArrayList<>());
    }
    try (Consumer<String, String> reader = clients.consumer("reader", TestBroker.AT_ONCE)) {
      reader.assign(all);
      long missing = sum(reader.endOffsets(all));
      reader.seekToBeginning(all);
      while (missing > 0) {
        ConsumerRecords<String, String> records = reader.poll(Duration.ofMillis(100));
        records.forEach(record -> names.get(record.partition()).add(record.value()));
        missing -= records.count();
      }
    }
    return names;
  }

  private static long sum(Map<?, Long> numbers) {
    return numbers.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether each order is committed, and has a name, and no more names are there. */
  boolean areDoneOnce() throws Exception {
    Map<Integer, Long> ends = ends();
    return committed().equals(ends) && names().stream().mapToLong(List::size).sum() == sum(ends);
  }

  /** How many orders there are. */
  private Map<Integer, Long> ends() throws Exception {
    Map<Integer, Long> ends = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      TopicPartition partition = new TopicPartition(input, i);
      ends.put(
          i,
          TestBroker.admin()
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset());
    }
    return ends;
  }

  /** Where the group goes on, for each partition of which it has done something. */
  Map<Integer, Long> committed() throws Exception {
    Map<Integer, Long> offsets = new TreeMap<>();
    TestBroker.admin()
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    return offsets;
  }
}
