package dev.maybefork;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
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
    Class<?> hook;
    try {
      hook = Class.forName(HOOK, true, null);
    } catch (ClassNotFoundException e) {
      return "no agent of the library has put hooks into the JDK (-javaagent:maybefork.jar)";
    }
    IntBinaryOperator before =
        (site, what) ->
            calls.before(
                site,
                what & KIND,
                (what >>> FD_SHIFT) - 1,
                (what & READS) != 0,
                (what & CHANNEL) != 0);
    Runnable after = calls::after;
    try {
      Lookup lookup = MethodHandles.privateLookupIn(hook, MethodHandles.lookup());
      MethodHandle prepare = lookup.findStatic(hook, "prepare", methodType(void.class));
      Throwable failure = onAnotherThread(prepare);
      if (failure != null) {
        return "the kernel can't be asked whether a call would block: " + failure;
      }
      lookup
          .findStatic(
              hook,
              "install",
              methodType(void.class, Class.class, IntBinaryOperator.class, Runnable.class))
          .invoke(schedulers, before, after);
      return null;
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

  /** How many reads were of files that can't tell whether they would block. */
  static int unanswered() {
    try {
      Class<?> hook = Class.forName(HOOK, true, null);
      return (int)
          MethodHandles.privateLookupIn(hook, MethodHandles.lookup())
              .findStatic(hook, "unanswered", methodType(int.class))
              .invoke();
    } catch (Throwable e) {
      return 0; // there are no hooks
    }
  }

  /** Initialises classes, for which the caller may have too little stack left. */
  private static @Nullable Throwable onAnotherThread(MethodHandle action) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("maybefork-hooks")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .start(() -> {
              try {
                action.invoke();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    Uninterruptibly.run(thread::join);
    return failure.get();
  }
}
