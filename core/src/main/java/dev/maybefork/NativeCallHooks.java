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
  private static final String PROBE = "java.lang.MaybeForkProbe";

  // how the hook packs what it tells
  private static final int KIND = 7;
  private static final int CHANNEL = 8;
  private static final int READS = 16;
  private static final int FD_SHIFT = 5;

  private NativeCallHooks() {}

  /**
   * From now on the hooks ask {@code calls} whenever a virtual thread with a scheduler of exactly
   * this class is about to block in native code.
   *
   * @return why that can't be; null if it can
   */
  static @Nullable String install(Class<? extends Executor> schedulers, NativeCalls calls) {
    IntBinaryOperator before =
        (site, what) ->
            calls.before(
                site,
                what & KIND,
                (what >>> FD_SHIFT) - 1,
                (what & READS) != 0,
                (what & CHANNEL) != 0);
    Runnable after = calls::after;
    MethodType type = methodType(void.class, Class.class, IntBinaryOperator.class, Runnable.class);
    try {
      hook("install", type).invokeExact((Class<?>) schedulers, before, after);
      return null;
    } catch (ClassNotFoundException e) {
      return "no agent of the library has put hooks into the JDK (-javaagent:maybefork.jar)";
    } catch (Throwable e) {
      return "the agent's hooks are not as expected: " + e;
    }
  }

  /**
   * {@code syscall(2)}, as {@code (int, long, long, long, long)long}. Through the agent's class, as
   * nobody has to allow java.base to call native code.
   */
  static MethodHandle syscall() {
    try {
      Class<?> probe = Class.forName(PROBE, true, null);
      return MethodHandles.privateLookupIn(probe, MethodHandles.lookup())
          .findStatic(
              probe,
              "call",
              methodType(long.class, int.class, long.class, long.class, long.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the agent is of another version", e);
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
