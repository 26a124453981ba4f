package dev.maybefork.bench.ways;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The preview of StructuredTaskScope, which javac would refuse to compile in an ordinary module.
 * The handles are constants, as those of {@link Bare}; this class is another one, as it needs no
 * flag.
 */
public final class TaskScopes {
  private static final MethodHandle OPEN;
  private static final MethodHandle FORK;
  private static final MethodHandle JOIN;
  private static final MethodHandle GET;
  private static final MethodHandle CLOSE;

  static {
    Lookup lookup = MethodHandles.lookup();
    try {
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

  private TaskScopes() {}

  /**
   * A structured task scope of one subtask.
   *
   * @param body the subtask
   * @return its result
   * @throws Throwable what the subtask throws
   */
  public static Object one(Callable<?> body) throws Throwable {
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
  static <T> List<T> all(List<? extends Callable<T>> bodies) throws Throwable {
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
