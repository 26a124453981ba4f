package dev.maybefork.internal.engine;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.Log;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to choose the engine, on a thread of its own. The caller may be near the end of its
 * stack, hold monitors, or hold the only carrier: a class whose initialiser fails on its stack
 * would be lost to the whole JVM, for ever. So nothing is initialised there that an engine needs.
 *
 * <p>Who comes meanwhile waits for the same attempt. If it fails for want of memory, threads or
 * stack, those calls fail with that error, and the next call makes another attempt. The body of
 * none of them has run.
 */
public final class EngineChooser implements Runnable {
  /** Whoever chooses may need a lock of a class loader that the caller holds: both would wait. */
  private static final long PATIENCE_NANOS = SECONDS.toNanos(60);

  /** How long a caller lets the log have its say first. A logger may wait for it. */
  private static final long LOG_PATIENCE_NANOS = SECONDS.toNanos(1);

  private static final AtomicReference<@Nullable EngineChooser> CURRENT = new AtomicReference<>();

  /** As much as is usual, however little other threads have. */
  static long stackBytes = 1 << 20;

  /** Several times what a choice takes of the heap, which is asked for first. */
  private static final int MEMORY_BYTES = 2 << 20;

  private final EngineClient client;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch said = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;

  private EngineChooser(EngineClient client) {
    this.client = client;
  }

  /**
   * Returns when an engine has been chosen. Called by a caller.
   *
   * @throws OutOfMemoryError if there is no memory or thread to do it
   * @throws StackOverflowError if there is no stack to do it
   * @throws IllegalStateException if it can't be done for now
   */
  public static void await(EngineClient client) {
    boolean interrupted = false;
    try {
      EngineChooser attempt = current(client);
      interrupted = await(attempt.over, PATIENCE_NANOS);
      Throwable failed = attempt.failure;
      if (failed != null) {
        throw forCaller(failed);
      }
      if (!client.isChosen()) {
        throw new IllegalStateException(
            "maybefork can't choose its engine: the thread that does it waits for something,"
                + " maybe for a lock that this thread holds");
      }
      interrupted |= await(attempt.said, LOG_PATIENCE_NANOS);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether the current thread was interrupted. */
  private static boolean await(CountDownLatch latch, long nanos) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + nanos;
    while (true) {
      try {
        boolean _ = latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static EngineChooser current(EngineClient client) {
    EngineChooser running = CURRENT.get();
    if (running != null) {
      return running;
    }
    EngineChooser mine = new EngineChooser(client);
    running = CURRENT.compareAndExchange(null, mine);
    if (running != null) {
      return running;
    }
    mine.start();
    return mine;
  }

  /** Plainly: what makes threads elsewhere needs initialising. */
  private void start() {
    try {
      Thread thread = new Thread(null, this, "maybefork-choosing", stackBytes, false);
      thread.setDaemon(true);
      thread.start();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** Whoever has waited for this attempt fails; who comes now makes another one. */
  private void failed(Throwable e) {
    failure = e;
    CURRENT.set(null);
    over.countDown();
  }

  /** Each caller's own, with its stack, where nothing is to be linked: no switch, no format. */
  private static Error forCaller(Throwable failed) {
    String message =
        "maybefork could not choose its engine, and will try again: "
            .concat(String.valueOf(failed.getMessage()));
    Error error;
    if (failed instanceof OutOfMemoryError) {
      error = new OutOfMemoryError(message);
    } else if (failed instanceof StackOverflowError) {
      error = new StackOverflowError(message);
    } else {
      error = new LinkageError(message);
    }
    error.initCause(failed);
    return error;
  }

  @Override
  public void run() {
    EngineChoice choice;
    try {
      ensureMemory();
      BlockEvent.namedBy(client::kindOf, client::nameOf);
      choice = EngineChoice.make(client.neededByCallers(), client::rehearse, stackBytes);
      Tally.begin();
      Flight.begin();
      client.chosen(choice);
    } catch (Throwable e) {
      failed(e);
      return;
    }
    over.countDown();
    try {
      Log.flush();
    } finally {
      said.countDown();
    }
    choice.testHooks();
  }

  private static void ensureMemory() {
    byte[] memory = new byte[MEMORY_BYTES];
    if (memory[memory.length - 1] != 0) {
      throw new AssertionError("new memory is not empty");
    }
  }
}
