package dev.maybefork.testing;

import java.time.Duration;

/**
 * The wait of a test for what another thread does. Not for a body that must not block: it sleeps or
 * parks. Also for programs without the libraries of the tests.
 */
public final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(100);

  /** What is waited for. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** A wait that an interrupt ends. */
  @FunctionalInterface
  public interface Wait {
    void run() throws InterruptedException;
  }

  private Await() {}

  /** Waits until that ends without an interrupt; one that comes meanwhile is kept. Parks. */
  public static void uninterruptibly(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.run();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fails if it takes too long, with what was waited for. */
  public static void until(Condition condition, String what) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
        }
        Thread.sleep(1);
      }
    } catch (Exception e) {
      throw new AssertionError("failed to wait for this: " + what, e);
    }
  }

  /** Until a thread is in a native method, for which it may have to move to a helper. */
  public static void untilIn(Thread thread, String method) {
    until(() -> isIn(thread.getStackTrace(), method), "the thread is in " + method);
  }

  private static boolean isIn(StackTraceElement[] stack, String method) {
    return stack.length > 0 && stack[0].getMethodName().equals(method);
  }
}
