package dev.maybefork.examples.spring;

import static dev.maybefork.ForkOn.BLOCKING;
import static dev.maybefork.ForkOn.after;

import dev.maybefork.MaybeFork;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * What it costs to submit a task to Spring's executors, on each kind of threads: by which the
 * starter's default was chosen. {@code java -jar …jar --measure} prints it.
 */
final class SubmitCosts {
  private static final Callable<Integer> HIT = () -> 1;
  private static final Callable<Integer> COMPUTES =
      () -> {
        long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
        int turns = 0;
        while (System.nanoTime() < end) {
          turns++;
        }
        return turns;
      };
  private static final int PART_COUNT = 10;
  private static final int ROUNDS = 7;
  private static final int CALLS = 2_000;

  private SubmitCosts() {}

  static void print(PrintStream out) throws Exception {
    out.println("Medians. A hit is a task that doesn't block; a page is ten of them.");
    for (ThreadFactory callers :
        List.of(Thread.ofPlatform().factory(), Thread.ofVirtual().factory())) {
      Thread caller = callers.newThread(() -> printAll(out));
      caller.start();
      caller.join();
    }
  }

  private static void printAll(PrintStream out) {
    out.printf(
        "%n%-34s %12s %12s %12s %16s%n",
        Thread.currentThread().isVirtual() ? "virtual caller" : "platform caller",
        "submit, us",
        "and get, us",
        "page, us",
        "submit 300 ms, ms");
    executors().forEach((name, executor) -> print(out, name, executor));
  }

  private static void print(PrintStream out, String name, AsyncTaskExecutor executor) {
    double submit = medianMicros(CALLS, () -> executor.submit(HIT));
    double get = medianMicros(CALLS, () -> submitAndGet(executor));
    double page = medianMicros(CALLS / PART_COUNT, () -> page(executor));
    double computes = medianMicros(1, () -> executor.submit(COMPUTES)) / 1_000;
    out.printf("%-34s %12.2f %12.2f %12.2f %16.2f%n", name, submit, get, page, computes);
  }

  private static Future<?> submitAndGet(AsyncTaskExecutor executor) throws Exception {
    Future<Integer> hit = executor.submit(HIT);
    hit.get();
    return hit;
  }

  private static Future<?> page(AsyncTaskExecutor executor) throws Exception {
    List<Future<Integer>> parts = new ArrayList<>();
    for (int i = 0; i < PART_COUNT; i++) {
      parts.add(executor.submit(HIT));
    }
    for (Future<Integer> part : parts) {
      part.get();
    }
    return parts.getLast();
  }

  /** Of a call, in a round of many; what a round has submitted has ended before the next begins. */
  private static double medianMicros(int calls, Callable<Future<?>> call) {
    double[] rounds = new double[ROUNDS];
    try {
      for (int round = -2; round < ROUNDS; round++) { // the first ones warm up
        List<Future<?>> futures = new ArrayList<>(calls);
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
          futures.add(call.call());
        }
        if (round >= 0) {
          rounds[round] = (System.nanoTime() - start) / 1e3 / calls;
        }
        for (Future<?> future : futures) {
          future.get();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }

  private static Map<String, AsyncTaskExecutor> executors() {
    Map<String, AsyncTaskExecutor> executors = new LinkedHashMap<>();
    ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
    pool.setCorePoolSize(8);
    pool.setDaemon(true);
    pool.initialize();
    executors.put("Boot's pool of 8", pool);
    SimpleAsyncTaskExecutor virtual = new SimpleAsyncTaskExecutor();
    virtual.setVirtualThreads(true);
    executors.put("virtual threads", virtual);
    executors.put("fork-after=0", new SimpleAsyncTaskExecutor(MaybeFork.threadFactory(BLOCKING)));
    for (int micros : new int[] {200, 1_000, 5_000, 20_000}) {
      ThreadFactory threads =
          MaybeFork.threadFactory(BLOCKING.or(after(Duration.ofNanos(micros * 1_000L))));
      executors.put(
          "fork-after=" + (micros < 1_000 ? micros + "us" : micros / 1_000 + "ms"),
          new SimpleAsyncTaskExecutor(threads));
    }
    return executors;
  }
}
