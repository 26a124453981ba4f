package dev.maybefork.bench;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.MaybeFork;
import dev.maybefork.bench.service.Parent;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * How much of the heap a body takes that waits. Prints the bytes for one, and the nanoseconds to
 * start one.
 */
public final class Outstanding {
  private static final AtomicInteger waiting = new AtomicInteger();

  private Outstanding() {}

  /**
   * Starts the bodies, measures, and ends the JVM with all of them in it.
   *
   * @param args by what they are started, and how many
   * @throws Exception if it's interrupted
   */
  public static void main(String[] args) throws Exception {
    Parent.endWithIt();
    IntFunction<Object> starter = starter(args[0]);
    int count = Integer.parseInt(args[1]);
    Object[] handles = new Object[count];
    for (int i = 0; i < 10_000; i++) { // classes, and compiled code
      handles[i % count] = starter.apply(i);
    }
    awaitWaiting(10_000);
    long before = used();
    long start = System.nanoTime();
    Object[] more = new Object[count];
    for (int i = 0; i < count; i++) {
      more[i] = starter.apply(i);
    }
    long started = System.nanoTime();
    awaitWaiting(count + 10_000);
    double bytes = (double) (used() - before) / count;
    System.out.printf("%.1f %.1f%n", bytes, (double) (started - start) / count);
    System.out.flush();
    Runtime.getRuntime().halt(handles.length + more.length > 0 ? 0 : 1); // they are still needed
  }

  @SuppressWarnings("resource") // the JVM is halted
  private static IntFunction<Object> starter(String name) {
    ExecutorService maybeForks = MaybeFork.executor();
    ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    return switch (name) {
      case "maybeFork" -> _ -> (Object) maybeFork(Outstanding::park);
      case "maybeForkExecutor" -> _ -> (Object) maybeForks.submit(Outstanding::park);
      case "startVirtualThread" -> _ -> Thread.startVirtualThread(Outstanding::park);
      case "executor" -> _ -> (Object) virtualThreads.submit(Outstanding::park);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void park() {
    waiting.incrementAndGet();
    while (true) {
      LockSupport.park();
    }
  }

  private static void awaitWaiting(int count) throws InterruptedException {
    while (waiting.get() < count) {
      Thread.sleep(10);
    }
    Thread.sleep(100); // the last of them have yet to park
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
