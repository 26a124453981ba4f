package dev.maybefork.examples.graphql;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Queries under way all the time, on connections that stay: whenever one is answered the next one
 * begins. Each asks for another product, so that what is in the cache is so by no earlier query.
 */
final class Load {
  private final int products;
  private final Recorder times = new Recorder(3);
  private final AtomicInteger next = new AtomicInteger();
  private volatile boolean over;

  private Load(int products) {
    this.products = products;
  }

  /**
   * What a server did for a while.
   *
   * @param queriesPerSecond how many it answered
   * @param medianMicros of a query's time
   * @param p99Micros within which 99 of 100 queries were answered
   * @param cpuMicros of the server's processors, for each query
   * @param forks bodies that forked, for each query
   * @param loads look-ups in the database, for each query
   */
  record Result(
      double queriesPerSecond,
      double medianMicros,
      double p99Micros,
      double cpuMicros,
      double forks,
      double loads) {}

  /** Loads a server for so long, or until each product was asked for. */
  static Result run(ServerProcess server, int products, Scenario scenario, Duration time)
      throws IOException, InterruptedException, ExecutionException {
    ServerProcess.Counts before = server.cache(scenario.hitPercent());
    Load load = new Load(products);
    List<GraphQlClient> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < scenario.inFlight(); i++) {
        clients.add(new GraphQlClient(server.port()));
      }
      return load.measure(server, before, clients, threads, time);
    } finally {
      for (GraphQlClient client : clients) {
        client.close();
      }
    }
  }

  private Result measure(
      ServerProcess server,
      ServerProcess.Counts before,
      List<GraphQlClient> clients,
      ExecutorService threads,
      Duration time)
      throws IOException, InterruptedException, ExecutionException {
    Duration cpu = server.cpu();
    long start = System.nanoTime();
    List<Future<Long>> counts = new ArrayList<>();
    for (GraphQlClient client : clients) {
      Callable<Long> queries = () -> ask(client, start + time.toNanos());
      counts.add(threads.submit(queries));
    }
    long count = 0;
    for (Future<Long> one : counts) {
      count += one.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Duration used = server.cpu().minus(cpu);
    ServerProcess.Counts after = server.cache(100);
    Histogram histogram = times.getIntervalHistogram();
    return new Result(
        count / seconds,
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        used.toNanos() / 1e3 / count,
        (double) (after.forks() - before.forks()) / count,
        (double) (after.loads() - before.loads()) / count);
  }

  /** Returns how many queries it sent. */
  private long ask(GraphQlClient client, long end) throws IOException {
    long count = 0;
    try {
      while (!over) {
        int product = next.getAndIncrement();
        long begin = System.nanoTime();
        if (product >= products || end - begin < 0) {
          break;
        }
        String answer = client.page(product);
        times.recordValue(System.nanoTime() - begin);
        count++;
        if (!answer.contains("offer of product " + product + "\"")) {
          throw new IOException(answer);
        }
      }
      return count;
    } finally {
      over = true; // also for the others, if this one failed
    }
  }
}
