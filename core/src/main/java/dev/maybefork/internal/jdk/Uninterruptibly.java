package dev.maybefork.internal.jdk;

/** Waits that an interrupt doesn't end, and that doesn't lose it. */
public final class Uninterruptibly {
  /** A wait that an interrupt ends. */
  @FunctionalInterface
  public interface Wait {
    public void run() throws InterruptedException;
  }

  private Uninterruptibly() {}

  /** Runs the wait until it ends without an interrupt. */
  public static void run(Wait wait) {
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
