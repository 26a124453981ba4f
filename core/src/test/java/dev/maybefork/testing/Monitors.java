package dev.maybefork.testing;

/** Monitors in a known state. */
@SuppressWarnings("WaitNotInLoop") // it waits for nothing
public final class Monitors {
  private Monitors() {}

  /** A monitor that isn't on any thread's lock stack when it is held: it has been waited on. */
  public static Object inflated() {
    Object monitor = new Object();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (monitor) {
                try {
                  monitor.wait(1);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }
            });
    while (true) {
      try {
        thread.join();
        return monitor;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
