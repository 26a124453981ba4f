package dev.maybefork.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold wherever a body runs on its caller's stack, tried for some time: by a
 * platform thread and by a virtual one at once, with something that gets in their way.
 *
 * @param name of what must hold
 * @param rounds makes the rounds of one caller
 */
record Guard(String name, Rounds rounds) {
  /** Nothing in a round takes longer, unless it hangs. */
  private static final long PATIENCE_MILLIS = 20_000;

  /** A caller's own rounds. */
  @FunctionalInterface
  interface Rounds {
    Round begin(Thread caller);
  }

  /** What a caller does, time and again. */
  @FunctionalInterface
  interface Round {
    void run() throws Exception;

    /** What another thread does to the caller meanwhile, time and again. */
    default void disturb() throws Exception {
      Thread.sleep(1);
    }
  }

  /** What came of it: how many rounds there were, and what failed. */
  record Result(long rounds, @Nullable Throwable failure) {}

  /** Tries it for so long. */
  Result tryFor(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    AtomicLong count = new AtomicLong();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread[] callers = {
      Thread.ofPlatform().daemon().unstarted(() -> call(end, count, failure)),
      Thread.ofVirtual().unstarted(() -> call(end, count, failure))
    };
    for (Thread caller : callers) {
      caller.start();
    }
    for (Thread caller : callers) {
      caller.join(nanos / 1_000_000 + PATIENCE_MILLIS);
      if (caller.isAlive()) {
        failure.compareAndSet(null, new AssertionError(caller + " hangs"));
      }
    }
    return new Result(count.get(), failure.get());
  }

  private void call(long end, AtomicLong count, AtomicReference<@Nullable Throwable> failure) {
    Round round = rounds.begin(Thread.currentThread());
    AtomicBoolean over = new AtomicBoolean();
    Thread disturber = Thread.ofPlatform().daemon().start(() -> disturb(round, over, failure));
    try {
      do {
        round.run();
        count.incrementAndGet();
      } while (System.nanoTime() - end < 0 && failure.get() == null);
      over.set(true);
      disturber.join();
    } catch (Throwable e) {
      over.set(true);
      failure.compareAndSet(null, e);
    }
  }

  private static void disturb(
      Round round, AtomicBoolean over, AtomicReference<@Nullable Throwable> failure) {
    try {
      while (!over.get()) {
        round.disturb();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
