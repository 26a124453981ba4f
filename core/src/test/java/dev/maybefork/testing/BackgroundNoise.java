package dev.maybefork.testing;

import dev.maybefork.contract.StressCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes on beside a stress run: interrupts of the callers, garbage collections, stack walks,
 * threads that want the callers' monitors.
 */
public final class BackgroundNoise implements AutoCloseable {
  private final List<StressCaller> callers;
  private final List<Thread> threads;
  private final AtomicLong collections = new AtomicLong();
  private final AtomicLong walks = new AtomicLong();
  private final AtomicLong dumps = new AtomicLong();
  private volatile boolean over;

  public BackgroundNoise(List<StressCaller> callers) {
    this.callers = callers;
    this.threads =
        List.of(
            Thread.ofPlatform().name("interrupter").daemon().start(this::interrupt),
            Thread.ofPlatform().name("collector").daemon().start(this::collect),
            Thread.ofPlatform().name("walker").daemon().start(this::walk),
            Thread.ofPlatform().name("contender").daemon().start(this::contend));
  }

  /** Sends the interrupts that are asked for, at any time after that. */
  private void interrupt() {
    while (!over) {
      for (StressCaller caller : callers) {
        int asked = caller.interruptAsked.get();
        if (asked != caller.interruptSent.get()) {
          spin(ThreadLocalRandom.current().nextInt(500));
          caller.thread().interrupt();
          caller.interruptSent.set(asked);
        }
      }
      Thread.onSpinWait();
    }
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }

  private void collect() {
    while (!over) {
      System.gc();
      collections.incrementAndGet();
      pause(200);
    }
  }

  private void walk() {
    while (!over) {
      for (StressCaller caller : callers) {
        caller.thread().getStackTrace();
        caller.thread().getState();
        walks.incrementAndGet();
      }
      Thread.getAllStackTraces();
      dump();
      pause(5);
    }
  }

  private void dump() {
    if (ThreadDumps.areSafe()) {
      try {
        ThreadDumps.take(Path.of(System.getProperty("java.io.tmpdir")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      dumps.incrementAndGet();
    }
  }

  private void contend() {
    while (!over) {
      for (StressCaller caller : callers) {
        caller.contend();
      }
      spin(ThreadLocalRandom.current().nextInt(500));
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public String counts() {
    return collections + " collections, " + walks + " stack walks, " + dumps + " thread dumps";
  }

  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join(java.time.Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
