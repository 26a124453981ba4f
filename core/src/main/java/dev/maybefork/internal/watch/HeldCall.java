package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.Flight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A slice that was on its thread for a while, and what the system says of that thread: one that
 * sleeps in the system, and has not run since it was last looked at, is blocked in one call.
 */
final class HeldCall {
  private static final long RUNS = -1;

  private final WatchedSlice slice;
  private final int osThread;

  private long switches = RUNS;
  private long since;
  private @Nullable Object entry; // of the list, while it is blocked
  private List<StackTraceElement> stack = List.of(); // then
  private long nanos; // how long it had lasted when it was last looked at

  HeldCall(WatchedSlice slice, int osThread) {
    this.slice = slice;
    this.osThread = osThread;
  }

  @SuppressWarnings("ReferenceEquality") // it's asked about one, not about its equals
  boolean isOf(WatchedSlice other) {
    return slice == other;
  }

  /** Is noticed when it has lasted for so long. */
  void look(HeldCallLog log, long nanos) {
    long now = System.nanoTime();
    long before = switches;
    switches = blocks() ? switchesOfSleeper(osThread) : RUNS;
    if (switches == RUNS || switches != before) {
      over();
      since = now;
    } else if (entry != null) {
      nanos = now - since;
      log.lasts(entry, nanos);
    } else if (now - since >= nanos) {
      entry = firstSeen(log, now - since);
    }
  }

  /** It blocks no longer; so it is recorded if it did. */
  void over() {
    if (entry != null) {
      entry = null;
      StackTraceElement own = HeldChildren.own(stack.toArray(StackTraceElement[]::new));
      Flight.heldCaller("NATIVE", HeldChildren.location(own), stack, nanos);
    }
  }

  /** Not if it's in the end potential, parked, or on a helper: each is meant to hold the caller. */
  private boolean blocks() {
    Thread thread = slice.thread();
    return slice.isOpen() && thread != null && thread.getState() == Thread.State.RUNNABLE;
  }

  private @Nullable Object firstSeen(HeldCallLog log, long nanos) {
    Thread thread = slice.thread();
    if (thread == null) {
      return null;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    this.nanos = nanos;
    this.stack = List.of(stack);
    boolean stillThere = blocks() && switchesOfSleeper(osThread) == switches;
    return stillThere && stack.length > 0 ? log.add(stack, nanos) : null;
  }

  /** How many times the thread has gone to sleep; RUNS if it doesn't sleep, or nobody can tell. */
  private static long switchesOfSleeper(int osThread) {
    String status;
    try {
      status =
          Files.readString(
              Path.of("/proc/self/task/" + osThread + "/status"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return RUNS;
    }
    String state = field(status, "\nState:\t");
    String switches = field(status, "\nvoluntary_ctxt_switches:\t");
    boolean sleeps = state.startsWith("S") || state.startsWith("D");
    return sleeps && !switches.isEmpty() ? Long.parseLong(switches) : RUNS;
  }

  private static String field(String status, String name) {
    int start = status.indexOf(name);
    int end = start < 0 ? -1 : status.indexOf('\n', start + 1);
    return end < 0 ? "" : status.substring(start + name.length(), end);
  }
}
