package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.PlatformThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/**
 * Runs a slice of a held child in place of its host, because the child was interrupted: on a
 * platform thread of the library, which is a carrier like those of the JDK. Then the child forks,
 * is held again, or ends, as on its host, which waits meanwhile.
 *
 * <p>There may be several deputies, as a child may be resumed twice, but only one is at work at a
 * time: else one that comes late would run the child when it's the host's again.
 *
 * <pre>
 *    IDLE -> BUSY    // a deputy enters
 *    BUSY -> AGAIN   // another one came, and leaves the work to the first
 *   AGAIN -> BUSY    // which looks again before it leaves
 *    BUSY -> IDLE    // it leaves
 * </pre>
 */
final class Deputy implements Runnable {
  private static final byte IDLE = 0;
  private static final byte BUSY = 1;
  private static final byte AGAIN = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Child.class, "deputies", byte.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Executor THREADS = PlatformThreads.unbounded("maybefork-deputy-");

  private final Child child;
  private final Thread thread;

  private Deputy(Child child, Thread thread) {
    this.child = child;
    this.thread = thread;
  }

  /** Called by who resumes the child. False if there is no thread for it. */
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
    if (enter()) {
      do {
        if (child.isMigrated()) { // else it's held again, back on its host, or has forked
          runSlice();
        }
      } while (!leave());
    }
  }

  private boolean enter() {
    while (true) {
      if (STATE.compareAndSet(child, IDLE, BUSY)) {
        return true;
      }
      if (child.deputies == AGAIN || STATE.compareAndSet(child, BUSY, AGAIN)) {
        return false;
      }
    }
  }

  /** False if it has to look again. */
  private boolean leave() {
    if (STATE.compareAndSet(child, BUSY, IDLE)) {
      return true;
    }
    child.deputies = BUSY;
    return false;
  }

  private void runSlice() {
    switch (Internals.runOnCarrier(thread)) {
      case Internals.YIELDED -> {
        boolean _ = SliceHost.letGo(child, thread);
      }
      case Internals.DONE -> SliceHost.end(child, thread);
      default -> {} // resumed twice
    }
  }
}
