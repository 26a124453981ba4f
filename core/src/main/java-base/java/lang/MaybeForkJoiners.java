package java.lang;

import java.util.concurrent.Executor;
import jdk.internal.vm.Continuation;

/**
 * Notifies those that wait in {@code Thread.join} for a child that has ended on its caller's stack.
 * From JDK 27 on they wait on the thread's monitor, which afterDone locks. Somebody may hold it,
 * and wait for that caller: so it's locked by a thread of the scheduler, as that of any virtual
 * thread is.
 */
final class MaybeForkJoiners implements Runnable {
  private final Thread ended;

  private MaybeForkJoiners(Thread ended) {
    this.ended = ended;
  }

  /** Pinned as the JDK itself is where it hands a task to its scheduler. */
  static void notifyOf(Thread ended, Executor scheduler) {
    Runnable joiners = new MaybeForkJoiners(ended);
    Continuation.pin();
    try {
      scheduler.execute(joiners);
    } catch (OutOfMemoryError e) {
      joiners.run(); // as afterDone would
    } finally {
      Continuation.unpin();
    }
  }

  @Override
  public void run() {
    synchronized (ended) {
      ended.notifyAll();
    }
  }
}
