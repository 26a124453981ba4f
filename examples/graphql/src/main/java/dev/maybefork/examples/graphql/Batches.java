package dev.maybefork.examples.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Look-ups ten at a time, as fetchers of one query do. The parts of ten follow each other, so that
 * each is in a bin of its own.
 */
final class Batches {
  private static final int SIZE = 10;

  private volatile CountDownLatch loading = new CountDownLatch(0);
  private volatile CountDownLatch answer = new CountDownLatch(0);

  /** Nanoseconds of one of so many look-ups, whose parts are of so many products. */
  static double time(CacheWay.Lookups lookups, int count, int products)
      throws InterruptedException, ExecutionException {
    List<Future<String>> batch = new ArrayList<>(SIZE);
    long start = System.nanoTime();
    for (int i = 0; i < count; i += SIZE) {
      for (int j = i; j < i + SIZE; j++) {
        batch.add(lookups.get(new Part("name", j % products)));
      }
      await(batch);
    }
    return (double) (System.nanoTime() - start) / count;
  }

  /** Nanoseconds of one of so many misses, whose loads all wait until the last of ten does. */
  double timeWaiting(CacheWay way, int count) throws InterruptedException, ExecutionException {
    CacheWay.Lookups lookups = way.open(2 * count, this::load);
    List<Future<String>> batch = new ArrayList<>(SIZE);
    long start = System.nanoTime();
    for (int i = 0; i < count; i += SIZE) {
      loading = new CountDownLatch(SIZE);
      answer = new CountDownLatch(1);
      for (int j = i; j < i + SIZE; j++) {
        batch.add(lookups.get(new Part("name", j)));
      }
      loading.await();
      answer.countDown();
      await(batch);
    }
    return (double) (System.nanoTime() - start) / count;
  }

  private String load(Part part) {
    loading.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return part.text();
  }

  private static void await(List<Future<String>> batch)
      throws InterruptedException, ExecutionException {
    for (Future<String> future : batch) {
      if (future.get().isEmpty()) {
        throw new AssertionError("no text");
      }
    }
    batch.clear();
  }
}
