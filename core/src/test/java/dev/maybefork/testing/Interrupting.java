package dev.maybefork.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Interrupts that come from elsewhere, after a time. */
public final class Interrupting {
  private final Queue<Thread> interrupters = new ConcurrentLinkedQueue<>();

  /** Interrupts the thread from another one, some time after now. */
  public void later(Thread thread, long millis) {
    interrupters.add(
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .start(() -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              thread.interrupt();
            }));
  }

  /** Until they have all come. What the current thread got of them, it has. */
  public void await() {
    for (Thread interrupter : interrupters) {
      Await.uninterruptibly(interrupter::join);
    }
  }
}
