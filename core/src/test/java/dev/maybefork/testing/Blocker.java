package dev.maybefork.testing;

import java.util.concurrent.CountDownLatch;

/** Something a body can block on for as long as the test wants. */
public final class Blocker {
  private final CountDownLatch latch = new CountDownLatch(1);

  public void await() throws InterruptedException {
    latch.await();
  }

  public void awaitUninterruptibly() {
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

  public boolean isReleased() {
    return latch.getCount() == 0;
  }

  public void release() {
    latch.countDown();
  }

  /** Releases from a virtual thread, which needs a carrier for it, once so many have come. */
  public Thread releaseOnACarrierAfter(CountDownLatch others) {
    return Thread.startVirtualThread(() -> {
      Await.uninterruptibly(others::await);
      release();
    });
  }

  /** Releases from another thread, some time after now. */
  public void releaseLater(long millis) {
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
