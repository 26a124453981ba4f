package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.Log;
import dev.maybefork.internal.jdk.Settings;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The children that hold their callers by a block. One that does it for long may be waiting for
 * what its caller does later; nobody would ever know, so it's told in the log.
 */
public final class HeldChildren {
  private static final long WARN_NANOS = warnNanos(Settings.number("maybefork.heldWarnSeconds", 5));

  /** More locations than anybody reads about. */
  private static final int MAX_WARNINGS = 256;

  /** The library's package of packages, as a name begins; a program has none in it. */
  private static final String ROOMS = HeldChildren.class.getPackageName().replace("watch", "");

  private static final String API = ROOMS.replace("internal.", "");

  private record Location(@Nullable StackTraceElement waits, @Nullable StackTraceElement held) {}

  private record Held(Thread child, Thread caller, long since) {
    boolean isOver(Object key) {
      return !equals(HELD.get(key));
    }
  }

  private static final ConcurrentHashMap<Object, Held> HELD = new ConcurrentHashMap<>();
  private static final Set<Location> WARNED = ConcurrentHashMap.newKeySet();

  static {
    HeldWatch.add(HeldChildren::look);
  }

  private HeldChildren() {}

  /** However long it is, it's a number. */
  static long warnNanos(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  /**
   * Adds a child. Without stack or memory for that it is not told of; its host must go on. Called
   * by the host of a child that waits, or by the caller that watches it.
   */
  public static void add(Object key, @Nullable Thread child, Thread caller) {
    if (WARN_NANOS > 0 && child != null) {
      try {
        HELD.put(key, new Held(child, caller, System.nanoTime()));
        HeldWatch.keep();
      } catch (StackOverflowError | OutOfMemoryError e) {
        // see above
      }
    }
  }

  public static void remove(Object key) {
    try {
      HELD.remove(key);
    } catch (StackOverflowError e) {
      // one too many is no harm
    }
  }

  /** Whether there are any. Called by the watching thread. */
  static boolean look() {
    if (HELD.isEmpty()) {
      return false;
    }
    long now = System.nanoTime();
    HELD.forEach((key, held) -> {
      if (now - held.since > WARN_NANOS) {
        warn(key, held);
      }
    });
    return true;
  }

  private static void warn(Object key, Held held) {
    if (WARNED.size() >= MAX_WARNINGS) {
      return;
    }
    StackTraceElement[] waits = held.child.getStackTrace();
    if (held.caller.getState() == Thread.State.RUNNABLE) {
      return; // it goes on; and while a child runs on its stack, a walk would wait for that one
    }
    StackTraceElement[] stopped = held.caller.getStackTrace();
    boolean goesOn = // and nobody has noticed yet
        waits.length == 0 || !Arrays.equals(waits, held.child.getStackTrace());
    if (goesOn
        || held.isOver(key)
        || !WARNED.add(new Location(own(waits), own(belowCall(stopped))))) {
      return;
    }
    Log.log(
        Level.WARNING,
        "A body has held its caller for more than {0} s. If it waits for what its caller does"
            + " later, neither ever goes on.\n"
            + "The body, {1}:{2}\n"
            + "Its caller, {3}:{4}",
        WARN_NANOS / 1_000_000_000,
        Log.printable(held.child),
        lines(waits),
        Log.printable(held.caller),
        lines(stopped));
  }

  /** Without what lies above the engine's frames, which may be anything that it calls. */
  static StackTraceElement[] belowCall(StackTraceElement[] caller) {
    for (int i = 0; i < caller.length; i++) {
      if (isOurs(caller[i])) {
        return Arrays.copyOfRange(caller, i, caller.length);
      }
    }
    return caller;
  }

  /** The innermost frame that is neither the JDK's nor ours. */
  public static @Nullable StackTraceElement own(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!HeldCallLog.isOfJdk(frame) && !isOurs(frame)) {
        return frame;
      }
    }
    return null;
  }

  /** As {@code type.method:line}. */
  public static @Nullable String location(@Nullable StackTraceElement frame) {
    return frame == null
        ? null
        : frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
  }

  private static boolean isOurs(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith(ROOMS)
        || (type.startsWith(API) && type.indexOf('.', API.length()) < 0); // its package alone
  }

  static String lines(StackTraceElement[] stack) {
    StringBuilder lines = new StringBuilder();
    for (StackTraceElement frame : stack) {
      lines.append("\n\tat ").append(Log.printable(frame));
    }
    return lines.toString();
  }
}
