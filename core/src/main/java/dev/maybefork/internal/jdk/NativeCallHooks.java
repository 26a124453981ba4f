package dev.maybefork.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Installs {@link NativeCalls} in the agent's hooks, {@code jdk.internal.misc.MaybeForkChild}. */
public final class NativeCallHooks {
  private static final String HOOK = "MaybeForkHook";
  private static final String CHILD = "MaybeForkChild";
  private static final String PROBE = "MaybeForkProbe";

  /** Held here, as the hooks hold it weakly. */
  private static final List<Object> INSTALLED = new CopyOnWriteArrayList<>();

  private static volatile List<?> silent = List.of();

  private NativeCallHooks() {}

  /**
   * From now on the hooks ask {@code calls} whenever a virtual thread with a scheduler of exactly
   * this class is about to block in native code.
   *
   * @return why that can't be; null if it can
   */
  public static @Nullable String install(Class<? extends Executor> schedulers, NativeCalls calls) {
    IntBinaryOperator before = (site, what) -> call(calls, site, what);
    Runnable after = calls::after;
    MethodType type = methodType(void.class, Class.class, IntBinaryOperator.class, Runnable.class);
    try {
      INSTALLED.add(before);
      INSTALLED.add(after);
      JavaBase.hook(CHILD, "install", type).invokeExact((Class<?>) schedulers, before, after);
      return null;
    } catch (ClassNotFoundException e) {
      return noHooks();
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw e; // a shortage, which the next choice need not meet
    } catch (Throwable e) {
      return "the agent's hooks are not as expected: " + e;
    }
  }

  private static String noHooks() {
    String report = AgentLink.hooks();
    return report == null
        ? "no agent of the library has put hooks into the JDK (-javaagent:maybefork.jar)"
        : "the agent has put no hooks into the JDK, " + report;
  }

  private static int call(NativeCalls calls, int site, int what) {
    int fd = (what >>> HookProtocol.FD_SHIFT) - 1;
    boolean reads = (what & HookProtocol.READS) != 0;
    switch (site) {
      case HookProtocol.PARK -> calls.park(fd, reads, (what & HookProtocol.UNINTERRUPTIBLE) == 0);
      case HookProtocol.LEAVE -> calls.leave(fd, reads);
      case HookProtocol.WAKE -> calls.closing(fd);
      default -> {
        return calls.before(site, what & HookProtocol.KIND_MASK, fd, reads);
      }
    }
    return HookProtocol.PROCEED;
  }

  /**
   * {@code syscall(2)}, as {@code (int, long, long, long, long)long}. Through the agent's class, as
   * nobody has to allow java.base to call native code.
   */
  static MethodHandle syscall() {
    try {
      return JavaBase.hook(
          PROBE,
          "call",
          methodType(long.class, int.class, long.class, long.class, long.class, long.class));
    } catch (Throwable e) {
      throw new LinkageError("the agent is of another version", e);
    }
  }

  /** Whether the kernel is that of x86-64, not of aarch64. */
  static boolean isX64() {
    try {
      return (boolean) JavaBase.hook(PROBE, "isX64", methodType(boolean.class)).invokeExact();
    } catch (Throwable e) {
      throw new LinkageError("the agent is of another version", e);
    }
  }

  /**
   * Calls the hooked methods, to see whether the hooks fire: another agent may have replaced the
   * methods after ours. On a thread that nobody waits for.
   */
  public static void test() {
    try {
      silent = AgentLink.silentHooks();
    } catch (LinkageError e) {
      Log.log(Level.WARNING, "Whether calls that block in native code are seen isn't known", e);
    }
    if (!silent.isEmpty()) {
      Log.log(
          Level.WARNING,
          "Another agent has taken hooks away: bodies that block hold their caller in {0}",
          silent);
    }
  }

  /** For a diagnosis: how many hooks there are, and what they can't see, as far as is known. */
  public static String details() {
    List<String> details = new ArrayList<>();
    details.add("hooks: " + Objects.requireNonNullElse(AgentLink.hooks(), "of another agent"));
    if (!silent.isEmpty()) {
      details.add("taken away by another agent: " + silent);
    }
    try {
      Throwable obstacle = (Throwable) hook("obstacle", methodType(Throwable.class)).invokeExact();
      if (obstacle != null) {
        details.add("the kernel can't be asked whether a call would block: " + obstacle);
      }
      int reads = (int) hook("unanswered", methodType(int.class)).invokeExact();
      if (reads > 0) {
        details.add(reads + " reads of files whose file system can't tell whether it would block");
      }
    } catch (Throwable e) {
      throw new LinkageError("the agent is of another version", e);
    }
    return String.join("; ", details);
  }

  private static MethodHandle hook(String name, MethodType type) throws Throwable {
    return JavaBase.hook(HOOK, name, type);
  }
}
