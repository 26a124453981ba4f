package dev.maybefork.examples.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * All ways on the same records, in rounds. What slows the machine down for a while so meets all.
 * Each measurement has a group of consumers, a cache and clients of its own.
 */
final class Measurement {
  private static final int PARTITIONS = 4;

  /** Records that are not measured, at the begin of each measurement. */
  private static final int WARM = 2_000;

  private static final long MOST_NANOS = 3_000_000_000L;
  private static final String OUTPUT = "enriched-orders";

  /**
   * What is measured.
   *
   * @param way how records are handled
   * @param hits how many per cent the cache has
   */
  private record Cell(Way way, int hits) {}

  private final Clients clients;
  private final InetSocketAddress service;
  private final Limits limits;
  private final int records;
  private final List<Integer> hits;
  private final List<Way> ways;
  private final Map<Cell, Series> speed = new LinkedHashMap<>();
  private final Map<Cell, Series> cpu = new LinkedHashMap<>();
  private int groups;

  Measurement(
      Clients clients,
      InetSocketAddress service,
      Limits limits,
      int records,
      List<Integer> hits,
      List<Way> ways) {
    this.clients = clients;
    this.service = service;
    this.limits = limits;
    this.records = records;
    this.hits = hits;
    this.ways = ways;
  }

  void run(int rounds) throws IOException, InterruptedException, ExecutionException {
    clients.create(PARTITIONS, OUTPUT);
    for (int percent : hits) {
      clients.create(PARTITIONS, topic(percent));
      clients.write(new Orders(topic(percent), percent).records(WARM + records));
    }
    List<Way> inTurn = new ArrayList<>(ways);
    for (Way way : inTurn) { // so that none is measured while its code is compiled
      measure(new Cell(way, hits.getLast()));
      measure(new Cell(way, hits.getFirst()));
    }
    for (int round = 0; round < rounds; round++) {
      for (int percent : hits) {
        for (Way way : inTurn) {
          Cell cell = new Cell(way, percent);
          Gauge gauge = measure(cell);
          speed.computeIfAbsent(cell, _ -> new Series()).add(gauge.recordsPerSecond());
          cpu.computeIfAbsent(cell, _ -> new Series()).add(gauge.cpuMicrosPerRecord());
        }
      }
      Collections.rotate(inTurn, 1); // nobody is always the first
    }
  }

  private static String topic(int percent) {
    return "orders-by-" + percent;
  }

  private Gauge measure(Cell cell) throws IOException {
    try (Customers customers = new Customers(service, limits.records(), limits.timeout());
        Gauge gauge =
            new Gauge(
                new TopicOutput(clients.producer(), OUTPUT), WARM, WARM + records, MOST_NANOS)) {
      Orders.fill(customers);
      Handler handler = new Handler(customers);
      try (Way.Starter starter = cell.way().open(handler, limits.records())) {
        new RecordLoop(
                clients.consumer("measure-" + groups++, Map.of()),
                gauge,
                handler,
                starter,
                limits.polls(),
                Duration.ofSeconds(1))
            .run(topic(cell.hits()), gauge::isOver);
      }
      return gauge;
    }
  }

  void print(PrintWriter out) {
    print(out, "records/s", speed);
    print(out, "CPU a record, µs", cpu);
  }

  /** A table, as README.md has it. */
  private void print(PrintWriter out, String title, Map<Cell, Series> series) {
    out.print("\n| " + title + " |");
    hits.forEach(percent -> out.printf(" %d %% hit |", percent));
    out.print("\n|---|" + "---|".repeat(hits.size()) + "\n");
    for (Way way : ways) {
      out.print("| " + way.title() + " |");
      hits.forEach(percent ->
          out.printf(" %s |", requireNonNull(series.get(new Cell(way, percent))).summary()));
      out.println();
    }
  }
}
