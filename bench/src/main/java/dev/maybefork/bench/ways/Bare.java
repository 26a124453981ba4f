package dev.maybefork.bench.ways;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;

/**
 * The JDK's internal continuation, which javac would refuse to compile in an ordinary module. The
 * handles are constants, so the JIT compilers treat these calls as any other. It needs {@link
 * dev.maybefork.bench.Flags#EXPORT_VM}.
 */
public final class Bare {
  private static final MethodHandle NEW_CONTINUATION;
  private static final MethodHandle RUN_CONTINUATION;

  static {
    Lookup lookup = MethodHandles.lookup();
    try {
      Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
      Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
      Object ours =
          lookup.findConstructor(scope, methodType(void.class, String.class)).invoke("bench");
      NEW_CONTINUATION =
          MethodHandles.insertArguments(
                  lookup.findConstructor(
                      continuation, methodType(void.class, scope, Runnable.class)),
                  0,
                  ours)
              .asType(methodType(Object.class, Runnable.class));
      RUN_CONTINUATION =
          lookup
              .findVirtual(continuation, "run", methodType(void.class))
              .asType(methodType(void.class, Object.class));
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Bare() {}

  /**
   * Makes a continuation and runs it, to its end if the target doesn't yield it.
   *
   * @param target what it runs
   * @throws Throwable what the target throws
   */
  public static void runContinuation(Runnable target) throws Throwable {
    Object continuation = (Object) NEW_CONTINUATION.invokeExact(target);
    RUN_CONTINUATION.invokeExact(continuation);
  }
}
