package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.maybefork.internal.jdk.Internals;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A platform thread is interrupted while, before or after it runs a slice: it has the interrupt
 * when maybeFork has returned, and the child doesn't. The guard is the blocker that {@code
 * MaybeForkStandIn} is, between {@code keepInterrupts} and {@code giveInterruptsBack}.
 *
 * <p>The documented exception is {@link Object#wait()}: on its way into it, and as long as it waits
 * pinned, the VM takes the status of the platform thread for that of the child: it reads and clears
 * it, and it may do so before {@link Thread#interrupt}, which has set it, has called the blocker.
 * Then the body has the interrupt. The caller has it too, unless {@code interrupt} calls the
 * blocker only when the slice is over.
 *
 * @see CallerInterruptBrokenTest
 */
public final class CallerInterruptTest {
  private CallerInterruptTest() {}

  /** The body only looks at its own status. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The caller has it, the child doesn't.")
  @Outcome(id = "true, true", expect = FORBIDDEN, desc = "The child saw it too.")
  @Outcome(expect = FORBIDDEN, desc = "The caller has lost it.")
  @State
  public static class WhileBodyComputes extends CallerInterrupt {
    @Actor
    public void caller(ZZ_Result r) {
      run(CallerInterrupt::isInterruptedMeanwhile, r);
    }

    @Actor
    public void interrupter() {
      interruptCaller();
    }
  }

  /** The body interrupts itself, and ends so. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Each has its own.")
  @Outcome(id = "true, false", expect = FORBIDDEN, desc = "The child has lost its own.")
  @Outcome(expect = FORBIDDEN, desc = "The caller has lost it.")
  @State
  public static class WhileBodyInterruptsItself extends CallerInterrupt {
    @Actor
    public void caller(ZZ_Result r) {
      run(
          () -> {
            Thread.currentThread().interrupt();
            isInterruptedMeanwhile();
            return Thread.currentThread().isInterrupted();
          },
          r);
    }

    @Actor
    public void interrupter() {
      interruptCaller();
    }
  }

  /** The body interrupts itself and takes that back, on the same carrier. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Each has its own.")
  @Outcome(id = "true, false", expect = FORBIDDEN, desc = "The child has lost its own.")
  @Outcome(expect = FORBIDDEN, desc = "The caller has lost it.")
  @State
  public static class WhileBodyClearsItsOwn extends CallerInterrupt {
    @Actor
    public void caller(ZZ_Result r) {
      run(
          () -> {
            Thread.currentThread().interrupt();
            return Thread.interrupted();
          },
          r);
    }

    @Actor
    public void interrupter() {
      interruptCaller();
    }
  }

  /** The body waits, and so forks. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The caller has it, the child doesn't.")
  @Outcome(
      id = {"true, true", "false, true"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the documented exception: the interrupt reached the body as it entered Object.wait")
  @Outcome(expect = FORBIDDEN, desc = "The caller has lost it.")
  @State
  public static class WhileBodyWaits extends CallerInterrupt {
    @Actor
    public void caller(ZZ_Result r) {
      run(this::isWaitInterrupted, r);
    }

    @Actor
    public void interrupter() {
      interruptCaller();
    }

    @SuppressWarnings("WaitNotInLoop") // it waits for nothing
    private synchronized boolean isWaitInterrupted() {
      try {
        wait(1);
        return false;
      } catch (InterruptedException e) {
        return true;
      }
    }
  }

  /**
   * The body waits where it can't unmount. The VM then looks at the status of the carrier, which is
   * the caller's.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The caller has it, the child doesn't.")
  @Outcome(
      id = {"true, true", "false, true"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the documented exception: the interrupt reached the body as it entered Object.wait")
  @Outcome(expect = FORBIDDEN, desc = "The caller has lost it.")
  @State
  public static class WhileBodyWaitsPinned extends CallerInterrupt {
    @Actor
    public void caller(ZZ_Result r) {
      run(this::isWaitInterrupted, r);
    }

    @Actor
    public void interrupter() {
      interruptCaller();
    }

    @SuppressWarnings("WaitNotInLoop") // it waits for nothing
    private synchronized boolean isWaitInterrupted() {
      Internals.pin();
      try {
        wait(1);
        return false;
      } catch (InterruptedException e) {
        return true;
      } finally {
        Internals.unpin();
      }
    }
  }

  /** The child is interrupted, by a third thread: the caller never sees that. */
  @JCStressTest
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The child had ended.")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The child was interrupted.")
  @Outcome(expect = FORBIDDEN, desc = "The caller has the child's interrupt.")
  @State
  public static class OfChild {
    @SuppressWarnings("NullAway.Init") // the interrupter waits for it
    private volatile Thread child;

    private volatile boolean sent;

    @Actor
    public void caller(ZZ_Result r) {
      Thread.interrupted(); // whatever others have left: this thread isn't ours
      Fork<Boolean> fork =
          MaybeFork.maybeFork(() -> {
            child = Thread.currentThread();
            return CallerInterrupt.isInterruptedMeanwhile();
          });
      Race.mustSee(() -> sent);
      r.r1 = Thread.interrupted();
      r.r2 = fork.join();
    }

    @Actor
    public void interrupter() {
      Race.mustSee(() -> child != null);
      Race.delay();
      child.interrupt();
      sent = true;
    }
  }
}
