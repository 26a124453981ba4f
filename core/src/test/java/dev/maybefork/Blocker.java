package dev.maybefork;

import java.util.concurrent.CountDownLatch;

/** Something a body can block on for as long as the test wants. */
final class Blocker {
  private final CountDownLatch latch = new CountDownLatch(1);

  void await() throws InterruptedException {
    latch.await();
  }

  void awaitUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isReleased() {
    return latch.getCount() == 0;
  }

  void release() {
    latch.countDown();
  }

  /** Releases from a virtual thread, which needs a carrier for it, once so many have come. */
  Thread releaseOnACarrierAfter(CountDownLatch others) {
    return Thread.startVirtualThread(() -> {
      Uninterruptibly.run(others::await);
      release();
    });
  }

  /** Releases from another thread, some time after now. */
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
}
