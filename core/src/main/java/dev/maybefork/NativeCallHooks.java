package dev.maybefork;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Installs {@link NativeCalls} in the agent's hooks, {@code java.lang.MaybeForkHook}. */
final class NativeCallHooks {
  private static final String HOOK = "java.lang.MaybeForkHook";

  private NativeCallHooks() {}

  /**
   * From now on the hooks ask {@code calls} whenever a virtual thread with a scheduler of exactly
   * this class is about to block in native code.
   *
   * @return why that can't be; null if it can
   */
  static @Nullable String install(Class<? extends Executor> schedulers, NativeCalls calls) {
    IntBinaryOperator before = (site, kind) -> calls.beforeBlocking(site, kind) ? 1 : 0;
    Runnable after = calls::afterBlocking;
    MethodType type = methodType(void.class, Class.class, IntBinaryOperator.class, Runnable.class);
    try {
      hook("install", type).invokeExact((Class<?>) schedulers, before, after);
      return null;
    } catch (ClassNotFoundException e) {
      return "the agent has put no hooks into the JDK";
    } catch (Throwable e) {
      return "the agent's hooks are not as expected: " + e;
    }
  }

  /** For a diagnosis: what the hooks can't see; empty if nothing. Asks the kernel first. */
  static String blindSpots() {
    try {
      Throwable obstacle = (Throwable) hook("obstacle", methodType(Throwable.class)).invokeExact();
      if (obstacle != null) {
        return "the kernel can't be asked whether a call would block: " + obstacle;
      }
      int reads = (int) hook("unanswered", methodType(int.class)).invokeExact();
      return reads == 0
          ? ""
          : reads + " reads of files whose file system can't tell whether it would block";
    } catch (Throwable e) {
      return "there are no hooks";
    }
  }

  private static MethodHandle hook(String name, MethodType type)
      throws ReflectiveOperationException {
    Class<?> hook = Class.forName(HOOK, true, null);
    return MethodHandles.privateLookupIn(hook, MethodHandles.lookup()).findStatic(hook, name, type);
  }
}
