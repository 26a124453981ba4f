package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.Log;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that have held callers, by call and site. Thread-safe. */
final class HeldCallLog {
  /** More than anybody reads. */
  private static final int MAX_ENTRIES = 256;

  private record Key(StackTraceElement call, StackTraceElement site) {}

  private static final class Entry {
    final List<StackTraceElement> stack;
    long times;
    long longest;

    Entry(List<StackTraceElement> stack) {
      this.stack = stack;
    }
  }

  private final Map<Key, Entry> entries = new HashMap<>(); // guarded by this

  /** Adds a call that has lasted so long by now. Null if it isn't kept. */
  @Nullable Object add(StackTraceElement[] stack, long nanos) {
    Key key = new Key(stack[0], site(stack));
    Entry entry = entry(key, stack);
    if (entry == null) {
      return null;
    }
    lasts(entry, nanos);
    if (count(entry) == 1) {
      Log.log(
          Level.DEBUG,
          "A body holds its caller in native code, in {0} at {1}. MaybeFork.blocking lets it fork.",
          Log.printable(key.call),
          Log.printable(key.site));
    }
    return entry;
  }

  private synchronized @Nullable Entry entry(Key key, StackTraceElement[] stack) {
    if (entries.size() == MAX_ENTRIES && !entries.containsKey(key)) {
      return null;
    }
    return entries.computeIfAbsent(key, _ -> new Entry(List.of(stack)));
  }

  private synchronized long count(Entry entry) {
    return ++entry.times;
  }

  /** A call that was added still blocks. */
  synchronized void lasts(Object entry, long nanos) {
    ((Entry) entry).longest = Math.max(((Entry) entry).longest, nanos);
  }

  private static StackTraceElement site(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!isOfJdk(frame)) {
        return frame;
      }
    }
    return stack[0];
  }

  static boolean isOfJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  /** Those that held callers the longest come first. */
  synchronized List<HeldCallSite> list() {
    return entries.entrySet().stream()
        .map(entry -> heldCallSite(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(HeldCallSite::longest).reversed())
        .toList();
  }

  private static HeldCallSite heldCallSite(Key key, Entry entry) {
    return new HeldCallSite(
        key.call, key.site, entry.times, Duration.ofNanos(entry.longest), entry.stack);
  }
}
