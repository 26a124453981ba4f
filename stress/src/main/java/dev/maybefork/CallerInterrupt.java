package dev.maybefork;

import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * One actor runs a body on its own platform thread, and another one interrupts that thread at any
 * moment. The first result is whether the caller has the interrupt in the end, the second whether
 * the child saw one.
 */
abstract class CallerInterrupt {
  @SuppressWarnings("NullAway.Init") // the interrupter waits for it
  private volatile Thread caller;

  private volatile boolean sent;

  /** Runs the body on the current thread's stack, and returns what it returned. */
  BooleanSupplier start(BooleanSupplier body) {
    return MaybeFork.maybeFork(body::getAsBoolean)::join;
  }

  final void run(BooleanSupplier body, ZZ_Result r) {
    Thread.interrupted(); // whatever others have left: this thread isn't ours
    caller = Thread.currentThread();
    BooleanSupplier joined = start(body);
    Race.mustSee(() -> sent);
    r.r1 = Thread.interrupted();
    r.r2 = joined.getAsBoolean();
  }

  final void interruptCaller() {
    Race.mustSee(() -> caller != null);
    Race.delay();
    caller.interrupt();
    sent = true;
  }

  /** Long enough for an interrupt in the middle of it. */
  static boolean isInterruptedMeanwhile() {
    boolean interrupted = false;
    for (int i = 0; i < 10; i++) {
      Thread.onSpinWait();
      interrupted |= Thread.currentThread().isInterrupted();
    }
    return interrupted;
  }
}
