package dev.maybefork;

import java.time.Duration;

/**
 * The wait of a test for what another thread does. Not for a body that must not block: this one
 * sleeps. Also for programs without the libraries of the tests.
 */
final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(100);

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /** Fails if it takes too long, with what was waited for. */
  static void until(Condition condition, String what) {
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
  static void untilIn(Thread thread, String method) {
    until(() -> isIn(thread.getStackTrace(), method), "the thread is in " + method);
  }

  private static boolean isIn(StackTraceElement[] stack, String method) {
    return stack.length > 0 && stack[0].getMethodName().equals(method);
  }
}
