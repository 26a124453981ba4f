package dev.maybefork.internal.jdk;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The library's own platform threads: daemons that inherit nothing, and end when idle. */
public final class PlatformThreads {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private PlatformThreads() {}

  /** As many threads as there are tasks. */
  public static ThreadPoolExecutor unbounded(String namePrefix) {
    return unbounded(factory(namePrefix), IDLE);
  }

  static ThreadPoolExecutor unbounded(ThreadFactory factory, Duration idle) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        idle.toNanos(),
        TimeUnit.NANOSECONDS,
        new SynchronousQueue<>(),
        factory);
  }

  /** So many threads at most; when all are busy, a task waits its turn. */
  public static ThreadPoolExecutor bounded(String namePrefix, int max) {
    return bounded(factory(namePrefix), max, IDLE);
  }

  static ThreadPoolExecutor bounded(ThreadFactory factory, int max, Duration idle) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            max, max, idle.toNanos(), TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** One thread. */
  public static void start(String name, Runnable task) {
    builder().name(name).start(task);
  }

  static ThreadFactory factory(String namePrefix) {
    return builder().name(namePrefix, 1).factory();
  }

  private static Thread.Builder.OfPlatform builder() {
    return Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false);
  }
}
