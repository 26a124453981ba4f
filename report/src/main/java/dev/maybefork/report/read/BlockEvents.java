package dev.maybefork.report.read;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JDK's own events of blocks: what each waits for, and what its stack tells. */
public final class BlockEvents {
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("jdk.ThreadPark", "PARK"),
          Map.entry("jdk.ThreadSleep", "SLEEP"),
          Map.entry("jdk.JavaMonitorEnter", "MONITOR"),
          Map.entry("jdk.JavaMonitorWait", "MONITOR"),
          Map.entry("jdk.SocketConnect", "SOCKET"),
          Map.entry("jdk.SocketRead", "SOCKET"),
          Map.entry("jdk.SocketWrite", "SOCKET"),
          Map.entry("jdk.FileRead", "FILE"),
          Map.entry("jdk.FileWrite", "FILE"),
          Map.entry("jdk.FileForce", "FILE"));

  /** Where the JDK's threads wait for work. */
  private static final List<String> IDLE =
      List.of(
          "java.util.concurrent.ThreadPoolExecutor.getTask",
          "java.util.concurrent.ForkJoinPool.awaitWork",
          "java.util.concurrent.DelayScheduler.",
          "java.util.TimerThread.mainLoop",
          "java.lang.ref.",
          "jdk.internal.ref.",
          "sun.nio.ch.Poller.");

  /** A loop that takes from a queue, in a thread of its own, lies no deeper than this. */
  private static final int MAX_LOOP_FRAMES = 3;

  /** Whose block it is. */
  enum Owner {
    /** The program's own: nothing of the library is about. */
    PROGRAM,
    /** A thread that waits for work. */
    IDLE,
    /** A body of the library: the library's own events tell of it. */
    BODY,
    /** A caller that waits in the library: in a join, say. */
    CALLER
  }

  private BlockEvents() {}

  /**
   * The names of all such events.
   *
   * @return in no order
   */
  public static Iterable<String> names() {
    return KINDS.keySet();
  }

  static @Nullable String kind(String event) {
    return KINDS.get(event);
  }

  static Owner owner(List<String> stack) {
    int site = 0;
    while (site < stack.size() && Frames.isJdk(stack.get(site))) {
      if (isIdle(stack.get(site))) {
        return Owner.IDLE;
      }
      site++;
    }
    if (site == stack.size()) {
      return stack.isEmpty() ? Owner.PROGRAM : Owner.IDLE; // the JDK by itself
    }
    if (Frames.isLibrary(stack.get(site))) {
      return stack.stream().anyMatch(Frames::isProgram) ? Owner.CALLER : Owner.IDLE;
    }
    if (stack.subList(site, stack.size()).stream().anyMatch(BlockEvents::runsBodies)) {
      return Owner.BODY;
    }
    return isLoopOfTakes(stack, site) ? Owner.IDLE : Owner.PROGRAM;
  }

  private static boolean isIdle(String frame) {
    for (String each : IDLE) {
      if (frame.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean runsBodies(String frame) {
    return frame.startsWith("dev.maybefork.internal.engine.")
        || frame.startsWith("dev.maybefork.LoopRun");
  }

  private static boolean isLoopOfTakes(List<String> stack, int site) {
    return programFrames(stack) <= MAX_LOOP_FRAMES
        && !Frames.method(stack.getLast()).endsWith(".main")
        && stack.subList(0, site).stream().anyMatch(BlockEvents::takes);
  }

  private static boolean takes(String frame) {
    String method = Frames.method(frame);
    return method.startsWith("java.util.concurrent.")
        && (method.endsWith("Queue.take")
            || method.endsWith("Queue.poll")
            || method.endsWith("Deque.take")
            || method.endsWith("Deque.poll")
            || method.endsWith("Deque.takeFirst")
            || method.endsWith("Deque.pollFirst"));
  }

  /** How many frames of the program are about the block. */
  static long programFrames(List<String> stack) {
    return stack.stream().filter(Frames::isProgram).count();
  }
}
