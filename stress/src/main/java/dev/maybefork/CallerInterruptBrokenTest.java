package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * As {@link CallerInterruptTest.WhileBodyComputes}, but the slice is run by the JDK's own {@code
 * VirtualThread.runContinuation}. That takes its platform thread for a carrier, and clears the
 * interrupt status of it.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The caller has it, the child doesn't.")
@Outcome(expect = ACCEPTABLE_INTERESTING, desc = "The caller has lost it, or the child saw it.")
@State
public class CallerInterruptBrokenTest extends CallerInterrupt {
  private static final MethodHandle NEW_VIRTUAL_THREAD = findNewVirtualThread();
  private static final Executor ON_CALLER = Runnable::run;

  private static MethodHandle findNewVirtualThread() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      MethodType type =
          MethodType.methodType(
              Thread.class, Executor.class, String.class, int.class, Runnable.class);
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(builders, "newVirtualThread", type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  BooleanSupplier start(BooleanSupplier body) {
    boolean[] result = new boolean[1];
    Runnable task = () -> result[0] = body.getAsBoolean();
    try {
      Thread child = (Thread) NEW_VIRTUAL_THREAD.invokeExact(ON_CALLER, (String) null, 0, task);
      child.start();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return () -> result[0];
  }

  @Actor
  public void caller(ZZ_Result r) {
    run(CallerInterrupt::isInterruptedMeanwhile, r);
  }

  @Actor
  public void interrupter() {
    interruptCaller();
  }
}
