package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.PlatformThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Platform threads on which children block in native code, where a virtual thread can't unmount.
 * For the time of the call the helper is the child's carrier; the child's caller goes on, and no
 * carrier of the default scheduler is held.
 *
 * <pre>
 *   HANDED_IN -> WAITING     // by the child, which does nothing but unmount from here on
 *     WAITING -> TAKEN       // by the helper, which has claimed the child: it runs here
 *     WAITING -> CANCELLED   // by the child, which was continued by somebody else, or not unmounted
 * </pre>
 *
 * The child hands in the loan, which may itself park it, then unmounts. Who unparks the child
 * meanwhile continues it elsewhere; then it cancels the loan, and asks for another. A helper that
 * claims a child whose loan is cancelled has woken it for no reason, which any park may meet.
 */
public final class OffloadPool {
  /** For what ends by itself: a disk, a name server. When all are busy, a child waits its turn. */
  static final ThreadPoolExecutor OF_CALLS_THAT_END =
      PlatformThreads.bounded(
          "maybefork-helper-", Math.max(1, Integer.getInteger("maybefork.helpers", 64)));

  /**
   * For what ends when somebody else does something: opens the other end, releases the lock. That
   * may be another child, which must not wait for a helper behind those that wait for it.
   */
  static final ThreadPoolExecutor OF_CALLS_THAT_OTHERS_END =
      PlatformThreads.unbounded("maybefork-waiter-");

  private static final int SPINS = 1_000;

  private static final class Loan implements Runnable {
    static final int HANDED_IN = 0;
    static final int WAITING = 1;
    static final int TAKEN = 2;
    static final int CANCELLED = 3;

    final AtomicInteger state = new AtomicInteger(HANDED_IN);
    final Child child;
    final Thread thread;

    Loan(Child child, Thread thread) {
      this.child = child;
      this.thread = thread;
    }

    @Override
    public void run() {
      Runnable continuation = Internals.continuation(thread);
      for (int i = 0; state.get() <= WAITING; i++) {
        if (state.get() == WAITING && Internals.claim(thread)) {
          runClaimed(continuation);
          return;
        }
        pause(i);
      }
    }

    private void runClaimed(Runnable continuation) {
      if (state.compareAndSet(WAITING, TAKEN)) {
        continuation.run();
      } else {
        child.execute(continuation);
      }
    }

    /** The child is on its way to unmount. */
    private static void pause(int i) {
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(10_000);
      }
    }
  }

  private OffloadPool() {}

  /** How many threads are there for calls in native code, or are just taking one over. */
  public static int busy() {
    return OF_CALLS_THAT_END.getActiveCount() + OF_CALLS_THAT_OTHERS_END.getActiveCount();
  }

  /** How many calls wait for such a thread. */
  public static int waiting() {
    return OF_CALLS_THAT_END.getQueue().size();
  }

  /** Offloads the current thread, a child, to a helper. False if it must block where it is. */
  static boolean offload(Child child, Executor helpers) {
    return offload(child, helpers, /* othersEnd= */ false);
  }

  /**
   * As {@link #offload(Child, Executor)}.
   *
   * @param othersEnd whether the call ends only when somebody else does something. Then it moves
   *     even if its stack is a platform thread's that it holds anyway: on a helper it can be woken
   * @throws OutOfMemoryError if others end the call, and there is neither a thread for it nor
   *     memory to make one: who is to end it may be the caller, which it must not hold
   */
  static boolean offload(Child child, Executor helpers, boolean othersEnd) {
    if (!othersEnd && !child.mayMove()) {
      return false;
    }
    Thread thread = Thread.currentThread();
    while (true) {
      Loan loan = new Loan(child, thread);
      try {
        helpers.execute(loan);
      } catch (OutOfMemoryError e) {
        loan.state.set(Loan.CANCELLED); // it may lie in the queue all the same
        if (othersEnd) {
          throw e;
        }
        return false;
      }
      loan.state.set(Loan.WAITING);
      boolean yielded = Internals.yieldToHelper();
      if (loan.state.get() == Loan.TAKEN) {
        return true;
      }
      loan.state.set(Loan.CANCELLED);
      if (!yielded) {
        return false;
      }
    }
  }

  /** Back to where it was, or rather to its scheduler. Called by a child that was offloaded. */
  static void leave() {
    Thread.yield();
  }
}
