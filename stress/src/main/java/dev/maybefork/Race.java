package dev.maybefork;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the actors of these tests have in common. */
final class Race {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  static {
    if (!MaybeFork.engineStatus().engine().equals("inline")) {
      throw new AssertionError(
          "run jcstress with -jvmArgsPrepend --add-opens=java.base/java.lang=ALL-UNNAMED: "
              + MaybeFork.engineStatus());
    }
  }

  private static final MethodHandle CONTINUATION = findContinuation();

  private Race() {}

  private static MethodHandle findContinuation() {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findGetter(type, "runContinuation", Runnable.class)
          .asType(MethodType.methodType(Runnable.class, Thread.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The task by which the JDK asks a scheduler to continue the child. */
  static Runnable continuation(Thread child) {
    try {
      return (Runnable) CONTINUATION.invokeExact(child);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Waits for the other actor, but not for ever. Yields, as there may be one processor for both.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a yield only lets the other one be sooner
  static boolean await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE_NANOS) {
        return false;
      }
      Thread.yield();
    }
    return true;
  }

  /** As {@link #await}, for what can only fail if the test itself is broken. */
  static void mustSee(BooleanSupplier condition) {
    if (!await(condition)) {
      throw new AssertionError("the other actor did nothing");
    }
  }

  /**
   * Up to some microseconds, so that what follows hits any moment of a slice: by itself, an actor
   * that waits for the start of a slice would always be at the same distance behind it.
   */
  static void delay() {
    for (int i = ThreadLocalRandom.current().nextInt(64); i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
