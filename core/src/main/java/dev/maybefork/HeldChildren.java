package dev.maybefork;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The children that hold their callers by a block. One that does it for long may be waiting for
 * what its caller does later; nobody would ever know, so it's told in the log.
 */
final class HeldChildren {
  private static final long WARN_NANOS = warnNanos(Settings.number("maybefork.heldWarnSeconds", 5));

  /** More places than anybody reads about. */
  private static final int MAX_WARNINGS = 256;

  /** What may be on top of the code that called {@code maybeFork}, or of a body that waits. */
  private static final Set<String> OURS =
      Stream.of(
              Block.class,
              Child.class,
              ConditionedTask.class,
              Conditions.class,
              ForkImpl.class,
              HandOff.class,
              HeldChildren.class,
              InlineEngine.class,
              Internals.class,
              MaybeFork.class,
              ParkKind.class,
              WatchEngine.class)
          .map(Class::getName)
          .collect(Collectors.toUnmodifiableSet());

  private record Place(@Nullable StackTraceElement waits, @Nullable StackTraceElement held) {}

  private record Held(Thread child, Thread caller, long since) {
    boolean isOver(Object key) {
      return !equals(HELD.get(key));
    }
  }

  private static final ConcurrentHashMap<Object, Held> HELD = new ConcurrentHashMap<>();
  private static final Set<Place> WARNED = ConcurrentHashMap.newKeySet();

  private HeldChildren() {}

  /** However long it is, it's a number. */
  static long warnNanos(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  /**
   * By the host of a child that waits, or by the caller that watches it. Without stack or memory
   * for it the child is not told of; its host must go on.
   */
  static void add(Object key, @Nullable Thread child, Thread caller) {
    if (WARN_NANOS > 0 && child != null) {
      try {
        HELD.put(key, new Held(child, caller, System.nanoTime()));
        HeldCallers.keepWatching();
      } catch (StackOverflowError | OutOfMemoryError e) {
        // see above
      }
    }
  }

  static void remove(Object key) {
    try {
      HELD.remove(key);
    } catch (StackOverflowError e) {
      // one too many is no harm
    }
  }

  /** By the watching thread: whether there are any. */
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
    if (goesOn || held.isOver(key) || !WARNED.add(new Place(own(waits), own(belowCall(stopped))))) {
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

  /** Without what the engine does at the moment, which may be anything. */
  static StackTraceElement[] belowCall(StackTraceElement[] caller) {
    for (int i = 0; i < caller.length; i++) {
      if (caller[i].getClassName().equals(Conditions.class.getName())
          && caller[i].getMethodName().equals("start")) {
        return Arrays.copyOfRange(caller, i, caller.length);
      }
    }
    return caller;
  }

  /** The innermost frame that is neither the JDK's nor ours. */
  static @Nullable StackTraceElement own(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!HeldCallList.isOfJdk(frame) && !isOurs(frame)) {
        return frame;
      }
    }
    return null;
  }

  private static boolean isOurs(StackTraceElement frame) {
    String type = frame.getClassName();
    int nested = type.indexOf('$');
    return OURS.contains(nested < 0 ? type : type.substring(0, nested));
  }

  private static String lines(StackTraceElement[] stack) {
    StringBuilder lines = new StringBuilder();
    for (StackTraceElement frame : stack) {
      lines.append("\n\tat ").append(Log.printable(frame));
    }
    return lines.toString();
  }
}
