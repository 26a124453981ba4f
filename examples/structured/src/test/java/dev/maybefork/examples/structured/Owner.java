package dev.maybefork.examples.structured;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A kind of thread that owns a scope. */
enum Owner {
  PLATFORM,
  VIRTUAL,
  PLATFORM_WITH_MONITOR,
  VIRTUAL_WITH_MONITOR;

  private static final long DEADLINE_SECONDS = 50;

  /** What a test does as such an owner. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  boolean isVirtual() {
    return this == VIRTUAL || this == VIRTUAL_WITH_MONITOR;
  }

  boolean holdsMonitor() {
    return this == PLATFORM_WITH_MONITOR || this == VIRTUAL_WITH_MONITOR;
  }

  /** Runs the action in a new thread of this kind, and throws what it throws. */
  void run(Action action) throws Exception {
    ThreadFactory factory =
        isVirtual() ? Thread.ofVirtual().factory() : Thread.ofPlatform().daemon().factory();
    Callable<@Nullable Void> task =
        () -> {
          runHolding(action);
          return null;
        };
    var owners = Executors.newThreadPerTaskExecutor(factory);
    Future<@Nullable Void> end = owners.submit(task);
    owners.shutdown();
    try {
      end.get(DEADLINE_SECONDS, SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        case null, default -> throw e;
      }
    }
  }

  private void runHolding(Action action) throws Exception {
    if (holdsMonitor()) {
      synchronized (new Object()) {
        action.run();
      }
    } else {
      action.run();
    }
  }
}
