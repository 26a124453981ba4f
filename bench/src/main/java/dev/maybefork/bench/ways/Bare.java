package dev.maybefork.bench.ways;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What javac would refuse to compile in an ordinary module: the JDK's internal continuation, and
 * the preview of StructuredTaskScope. The handles are constants, so the JIT compilers treat these
 * calls as any other.
 */
public final class Bare {
  private static final MethodHandle NEW_CONTINUATION;
  private static final MethodHandle RUN_CONTINUATION;
  private static final MethodHandle OPEN;
  private static final MethodHandle FORK;
  private static final MethodHandle JOIN;
  private static final MethodHandle GET;
  private static final MethodHandle CLOSE;

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

      Class<?> tasks = Class.forName("java.util.concurrent.StructuredTaskScope");
      Class<?> subtask = Class.forName("java.util.concurrent.StructuredTaskScope$Subtask");
      OPEN =
          lookup
              .findStatic(tasks, "open", methodType(tasks))
              .asType(methodType(AutoCloseable.class));
      FORK =
          lookup
              .findVirtual(tasks, "fork", methodType(subtask, Callable.class))
              .asType(methodType(Object.class, AutoCloseable.class, Callable.class));
      JOIN =
          lookup
              .findVirtual(tasks, "join", methodType(Object.class))
              .asType(methodType(Object.class, AutoCloseable.class));
      GET =
          lookup
              .findVirtual(subtask, "get", methodType(Object.class))
              .asType(methodType(Object.class, Object.class));
      CLOSE =
          lookup
              .findVirtual(tasks, "close", methodType(void.class))
              .asType(methodType(void.class, AutoCloseable.class));
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

  /**
   * A structured task scope of one subtask.
   *
   * @param body the subtask
   * @return its result
   * @throws Throwable what the subtask throws
   */
  public static Object structured(Callable<?> body) throws Throwable {
    AutoCloseable scope = (AutoCloseable) OPEN.invokeExact();
    try {
      Object subtask = (Object) FORK.invokeExact(scope, (Callable<?>) body);
      Object _ = (Object) JOIN.invokeExact(scope);
      return (Object) GET.invokeExact(subtask);
    } finally {
      CLOSE.invokeExact(scope);
    }
  }

  /** A structured task scope of some subtasks; their results in order. */
  @SuppressWarnings("unchecked")
  static <T> List<T> structured(List<? extends Callable<T>> bodies) throws Throwable {
    AutoCloseable scope = (AutoCloseable) OPEN.invokeExact();
    try {
      List<Object> subtasks = new ArrayList<>();
      for (Callable<T> body : bodies) {
        subtasks.add((Object) FORK.invokeExact(scope, (Callable<?>) body));
      }
      Object _ = (Object) JOIN.invokeExact(scope);
      List<T> results = new ArrayList<>();
      for (Object subtask : subtasks) {
        results.add((T) (Object) GET.invokeExact(subtask));
      }
      return results;
    } finally {
      CLOSE.invokeExact(scope);
    }
  }
}
