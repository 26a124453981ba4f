package dev.maybefork;

import java.util.concurrent.Executor;

/**
 * Runs a slice of a held child in place of its host, because the child was interrupted: on a
 * platform thread of the library, which is a carrier like those of the JDK. Then the child forks,
 * is held again, or ends, as on its host, which waits meanwhile.
 */
final class Deputy implements Runnable {
  private static final Executor THREADS = PlatformThreads.unbounded("maybefork-deputy-");

  private final Child child;
  private final Thread thread;

  private Deputy(Child child, Thread thread) {
    this.child = child;
    this.thread = thread;
  }

  /** By whoever resumes the child. False if there is no thread to be had. */
  static boolean start(Child child, Thread thread) {
    try {
      Internals.ensureStack();
      THREADS.execute(new Deputy(child, thread));
      return true;
    } catch (OutOfMemoryError | StackOverflowError e) {
      return false;
    }
  }

  @Override
  public void run() {
    if (child.enterAsDeputy()) {
      do {
        if (child.isAway()) { // else it's held again, back on its host, or has forked meanwhile
          runSlice();
        }
      } while (!child.leaveAsDeputy());
    }
  }

  private void runSlice() {
    switch (Internals.runOnCarrier(thread)) {
      case Internals.YIELDED -> {
        boolean _ = InlineEngine.letGo(child, thread);
      }
      case Internals.DONE -> InlineEngine.end(child, thread);
      default -> {} // resumed twice
    }
  }
}
