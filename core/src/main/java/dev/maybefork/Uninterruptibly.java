package dev.maybefork;

/** Waits that an interrupt doesn't end, and that doesn't lose it. */
final class Uninterruptibly {
  /** A wait that an interrupt ends. */
  @FunctionalInterface
  interface Wait {
    void run() throws InterruptedException;
  }

  private Uninterruptibly() {}

  /** Runs the wait until it ends without an interrupt. */
  static void run(Wait wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          wait.run();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
