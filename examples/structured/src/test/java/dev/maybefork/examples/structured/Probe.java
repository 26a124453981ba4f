package dev.maybefork.examples.structured;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/** A subtask's body that blocks for as long as the test wants, and remembers what became of it. */
final class Probe {
  private static final long DEADLINE_SECONDS = 50;

  private final CountDownLatch blocks = new CountDownLatch(1);
  private final CountDownLatch latch = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private volatile long threadId;

  /** By the subtask: blocks until it is released, or interrupted. */
  String await() throws InterruptedException {
    threadId = Thread.currentThread().threadId();
    blocks.countDown();
    try {
      latch.await();
      return "released";
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  void release() {
    latch.countDown();
  }

  void releaseLater(long millis) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(millis);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          release();
        });
  }

  /** Waits until a subtask is about to block. */
  long awaitBlock() throws InterruptedException, TimeoutException {
    await(blocks);
    return threadId;
  }

  boolean isInterrupted() {
    return interrupted.getCount() == 0;
  }

  private static void await(CountDownLatch latch) throws InterruptedException, TimeoutException {
    if (!latch.await(DEADLINE_SECONDS, SECONDS)) {
      throw new TimeoutException();
    }
  }
}
