package dev.maybefork.examples.kafka;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Orders, some by popular customers, and the others by one customer each.
 *
 * @param topic where they are
 * @param hits how many per cent are by popular customers
 */
record Orders(String topic, int hits) {
  private static final int POPULAR = 1_000;

  /** The golden ratio's: its multiples, modulo 1, are spread as evenly as can be. */
  private static final double STEP = 0.618033988749895;

  Stream<ProducerRecord<String, String>> records(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ProducerRecord<>(topic, "order " + i, customer(i)));
  }

  private String customer(int order) {
    boolean hit = order * STEP % 1 * 100 < hits;
    return Integer.toString(hit ? order % POPULAR : POPULAR + order);
  }

  /** Has the cache know all popular customers. */
  static void fill(Customers customers) {
    IntStream.range(0, POPULAR)
        .mapToObj(Integer::toString)
        .forEach(id -> customers.put(id, CustomersCommand.name(id)));
  }
}
