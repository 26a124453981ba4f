package dev.maybefork.internal.jdk;

import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The library's log. The logger is looked for when there is something to say: that may run
 * anybody's code, which is not to happen while a class is initialised or an engine is chosen.
 */
public final class Log {
  private static final Queue<Runnable> LATER = new ConcurrentLinkedQueue<>();

  private Log() {}

  /** Arguments that are texts of others are made {@link #printable} first. */
  public static void log(Level level, String format, Object... arguments) {
    System.getLogger("dev.maybefork").log(level, format, arguments);
  }

  /** Says it at the next {@link #flush}. */
  public static void later(Level level, String format, Object... arguments) {
    LATER.add(() -> log(level, format, arguments));
  }

  /** Says what was to be said later. */
  public static void flush() {
    Runnable message;
    while ((message = LATER.poll()) != null) {
      message.run();
    }
  }

  /**
   * In one line: a thread's name, say, may be anything, and must not look like a line of the log.
   */
  public static String printable(Object any) {
    String text = String.valueOf(any);
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(each -> line.appendCodePoint(breaksLine(each) ? '?' : each));
    return line.toString();
  }

  private static boolean breaksLine(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT, // the direction of writing
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
