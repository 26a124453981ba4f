package dev.maybefork.cli;

import dev.maybefork.ForkBody;
import java.io.Closeable;
import java.util.concurrent.CountDownLatch;

/** Another platform thread that holds something until it is told to let go. */
final class Holder implements Closeable {
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final Thread thread;

  /** What the thread does. */
  @FunctionalInterface
  interface Hold {
    /**
     * Takes something, runs the given body while it has it, and gives it back.
     *
     * @throws Exception what the body throws
     */
    void during(ForkBody body) throws Exception;
  }

  private Holder(Hold hold) {
    thread = Thread.ofPlatform().daemon().name("holder").start(() -> run(hold));
  }

  /** Starts the thread, and returns when it has what it is to hold. */
  static Holder start(Hold hold) throws InterruptedException {
    Holder holder = new Holder(hold);
    holder.held.await();
    return holder;
  }

  private void run(Hold hold) {
    try {
      hold.during(() -> {
        held.countDown();
        letGo.await();
      });
    } catch (Exception e) {
      throw new AssertionError("nobody interrupts the holder", e);
    }
  }

  Thread thread() {
    return thread;
  }

  /** Returns when the thread has let go and ended. */
  void letGo() throws InterruptedException {
    letGo.countDown();
    thread.join();
  }

  @Override
  public void close() {
    letGo.countDown();
  }
}
