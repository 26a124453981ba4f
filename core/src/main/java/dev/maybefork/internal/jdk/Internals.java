package dev.maybefork.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one class that touches JDK internals. Its methods are those of {@code
 * java.lang.VirtualThread.Slice}, which it defines in the running JDK; see there for what they do.
 *
 * <p>Initialising this class throws when the JDK is not open to it, or is not as expected; {@code
 * EngineChoice} does that, once, and turns the failure into a message.
 */
public final class Internals {
  /** Results of {@link #run}. */
  static final int NOT_RUNNABLE = 0;

  public static final int YIELDED = 1;
  public static final int DONE = 2;

  /** The caller's monitors could not be taken out of the way: nothing has happened. */
  public static final int LOCKS_STAY = 3;

  /** Results of {@link #unmountingFor}; other numbers are parks. */
  public static final int FOR_YIELD = 1;

  public static final int FOR_MONITOR = 2;

  private static final Lookup SLICE = defineSlice();
  private static final MethodHandle SCHEDULER = slice("scheduler", Executor.class, Thread.class);
  private static final MethodHandle NEW_CHILD = slice("newChild", Thread.class, Executor.class);
  private static final MethodHandle NEW_UNSTARTED =
      slice("newUnstarted", Thread.class, Executor.class, Runnable.class);
  private static final MethodHandle RUN_UNRECORDED =
      slice("runUnrecorded", void.class, Thread.class, Runnable.class);
  private static final MethodHandle CONTINUES =
      slice("continues", boolean.class, Runnable.class, Thread.class);
  private static final MethodHandle BINDINGS = slice("bindings", Object.class);
  private static final MethodHandle HOLDS_NO_FAST_LOCK = slice("holdsNoFastLock", boolean.class);
  private static final MethodHandle OS_THREAD = slice("osThread", int.class);
  private static final MethodHandle UNMOUNTING_FOR =
      slice("unmountingFor", int.class, Thread.class);
  private static final MethodHandle STACK = slice("stack", StackTraceElement[].class, Thread.class);
  private static final MethodHandle WALK =
      slice("walk", Object.class, Thread.class, Function.class);
  private static final MethodHandle BIND = slice("bind", void.class, Thread.class, Object.class);
  private static final MethodHandle PARK_IN_START =
      slice("parkInStart", void.class, Object.class, long.class);
  private static final MethodHandle IS_PINNED = slice("isPinned", boolean.class);
  private static final MethodHandle PIN = slice("pin", void.class);
  private static final MethodHandle UNPIN = slice("unpin", void.class);
  private static final MethodHandle RUN = slice("run", int.class, Thread.class, Object.class);
  private static final MethodHandle RUN_ON_CARRIER = slice("runOnCarrier", int.class, Thread.class);
  private static final MethodHandle ENSURE_STACK = slice("ensureStack", void.class);
  private static final MethodHandle NAME_IF_UNNAMED =
      slice("nameIfUnnamed", void.class, Thread.class, String.class);
  private static final MethodHandle FINISHED =
      slice("finished", void.class, Thread.class, boolean.class);
  private static final MethodHandle REGISTER = slice("register", void.class, Thread.class);
  private static final MethodHandle YIELD_TO_HELPER = slice("yieldToHelper", boolean.class);
  private static final MethodHandle CLAIM = slice("claim", boolean.class, Thread.class);
  private static final MethodHandle CONTINUATION =
      slice("continuation", Runnable.class, Thread.class);
  private static final MethodHandle YIELD = slice("yielded", void.class, Thread.class);
  private static final Executor DEFAULT_SCHEDULER = findDefaultScheduler();

  private Internals() {}

  /** The scheduler of a virtual thread; null for a platform thread. */
  public static @Nullable Executor scheduler(Thread thread) {
    try {
      return (Executor) SCHEDULER.invokeExact(thread);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static Executor defaultScheduler() {
    return DEFAULT_SCHEDULER;
  }

  public static <T extends Executor & Runnable> Thread newChild(T child) {
    try {
      return (Thread) NEW_CHILD.invokeExact((Executor) child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void runUnrecorded(Thread child, Runnable body) {
    try {
      RUN_UNRECORDED.invokeExact(child, body);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static Thread newUnstarted(Executor scheduler, Runnable body) {
    try {
      return (Thread) NEW_UNSTARTED.invokeExact(scheduler, body);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static boolean continues(Runnable task, Thread child) {
    try {
      return (boolean) CONTINUES.invokeExact(task, child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static @Nullable Object bindings() {
    try {
      return (Object) BINDINGS.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static boolean holdsNoFastLock() {
    try {
      return (boolean) HOLDS_NO_FAST_LOCK.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int osThread() {
    try {
      return (int) OS_THREAD.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int unmountingFor(Thread child) {
    try {
      return (int) UNMOUNTING_FOR.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static StackTraceElement[] stack(Thread child) {
    try {
      return (StackTraceElement[]) STACK.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("unchecked") // what the function returns
  public static <R> R walk(Thread child, Function<Stream<StackWalker.StackFrame>, R> function) {
    try {
      return (R) (Object) WALK.invokeExact(child, (Function<?, ?>) function);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void bind(Thread child, @Nullable Object bindings) {
    try {
      BIND.invokeExact(child, bindings);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void parkInStart(Object blocker, long nanos) {
    try {
      PARK_IN_START.invokeExact(blocker, nanos);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * As {@code LockSupport.parkNanos}, however deep the stack is. To unmount a virtual thread with
   * interpreted frames takes some stack for each of them; where that overflows, it keeps its
   * carrier.
   */
  public static void parkNanos(Object blocker, long nanos) {
    try {
      LockSupport.parkNanos(blocker, nanos);
    } catch (StackOverflowError e) {
      pin();
      try {
        LockSupport.parkNanos(blocker, nanos);
      } finally {
        unpin();
      }
    }
  }

  /** The same without a limit. */
  public static void park(Object blocker) {
    try {
      LockSupport.park(blocker);
    } catch (StackOverflowError e) {
      pin();
      try {
        LockSupport.park(blocker);
      } finally {
        unpin();
      }
    }
  }

  public static boolean isPinned() {
    try {
      return (boolean) IS_PINNED.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void pin() {
    try {
      PIN.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void unpin() {
    try {
      UNPIN.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int run(Thread child, @Nullable Object bindings) {
    try {
      return (int) RUN.invokeExact(child, bindings);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int runOnCarrier(Thread child) {
    try {
      return (int) RUN_ON_CARRIER.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void ensureStack() {
    try {
      ENSURE_STACK.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void nameIfUnnamed(Thread child, String name) {
    try {
      NAME_IF_UNNAMED.invokeExact(child, name);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void finished(Thread child, boolean notifyContainer) {
    try {
      FINISHED.invokeExact(child, notifyContainer);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void register(Thread child) {
    try {
      REGISTER.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static void yielded(Thread child) {
    try {
      YIELD.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static boolean yieldToHelper() {
    try {
      return (boolean) YIELD_TO_HELPER.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static boolean claim(Thread child) {
    try {
      return (boolean) CLAIM.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static Runnable continuation(Thread child) {
    try {
      return (Runnable) CONTINUATION.invokeExact(child);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** None of the handles' targets declares a checked exception. */
  private static Error unexpected(Throwable e) {
    if (e instanceof Error error) { // no switch: its first use would link it, who knows where
      throw error;
    }
    if (e instanceof RuntimeException exception) {
      throw exception;
    }
    throw new AssertionError(e);
  }

  private static Lookup defineSlice() {
    try {
      return JavaBase.defineSlice();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MethodHandle slice(String name, Class<?> result, Class<?>... parameters) {
    try {
      MethodType type = methodType(result, parameters);
      return SLICE.findStatic(SLICE.lookupClass(), name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static Executor findDefaultScheduler() {
    try {
      return (Executor) slice("defaultScheduler", Executor.class).invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
