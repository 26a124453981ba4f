package dev.maybefork.internal.jdk;

import dev.maybefork.internal.jdk.FlightEvents.ForkEndEvent;
import dev.maybefork.internal.jdk.FlightEvents.ForkEvent;
import dev.maybefork.internal.jdk.FlightEvents.HandOffEvent;
import dev.maybefork.internal.jdk.FlightEvents.HeldCallerEvent;
import dev.maybefork.internal.jdk.FlightEvents.JoinHazardEvent;
import dev.maybefork.internal.jdk.FlightEvents.LoopEvent;
import dev.maybefork.internal.jdk.FlightEvents.ScopeEvent;
import java.util.List;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The library's part of a flight recording. All may be called where the module {@code jdk.jfr}
 * isn't: then nothing is recorded.
 *
 * <p>None may be called in the window (see the Javadoc of the engine's {@code Child}): the recorder
 * may load classes, and it changes the code of the events while a recording starts. What happens
 * there is noted, and recorded by the caller afterwards.
 */
public final class Flight {
  /** More frames than anybody reads. */
  private static final int MAX_FRAMES = 64;

  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent() && sees("jdk.jfr.Event");

  /** Whether the library's own tests are over. Not volatile: it's set before there is a caller. */
  private static boolean begun;

  private Flight() {}

  /** A module that doesn't read it, say. */
  private static boolean sees(String type) {
    try {
      Class.forName(type, /* initialize= */ false, Flight.class.getClassLoader());
      return new Probe().isSeen();
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The first class to be linked with the recorder's. */
  private static final class Probe {
    boolean isSeen() {
      boolean _ = new ForkEvent().isEnabled();
      return true;
    }
  }

  /**
   * From now on there is something to record. Called once, on a thread that has stack for it.
   *
   * <p>A child that has forked may hold the lock of the class loader that this comes from, for
   * ever. Its caller records the fork all the same. So what that takes is loaded here, by this
   * loader: also what the recorder puts into the events when a recording starts.
   */
  public static void begin() {
    if (PRESENT) {
      Rehearsal.run();
    }
    begun = true;
  }

  /** Where there is the recorder. */
  private static final class Rehearsal {
    private static final List<String> PUT_INTO_EVENTS =
        List.of("jdk.jfr.internal.event.EventConfiguration", "jdk.jfr.internal.event.EventWriter");

    static void run() {
      boolean _ = new ForkEvent().shouldCommit();
      boolean _ = new ForkEndEvent().shouldCommit();
      boolean _ = new HeldCallerEvent().shouldCommit();
      boolean _ = new HandOffEvent().shouldCommit();
      boolean _ = new LoopEvent().shouldCommit();
      boolean _ = new ScopeEvent().shouldCommit();
      boolean _ = new JoinHazardEvent().shouldCommit();
      boolean _ = FlightWriter.isToBeMended();
      String _ = lines(List.of(new Throwable().getStackTrace()));
      for (String each : PUT_INTO_EVENTS) {
        try {
          Class.forName(each, /* initialize= */ false, Flight.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
          // another release has it otherwise
        }
      }
    }
  }

  static boolean isPresent() {
    return PRESENT;
  }

  /** Whether anything of a single body is recorded. */
  public static boolean recordsBodies() {
    return PRESENT && begun && isOn();
  }

  private static boolean isOn() {
    return new ForkEvent().isEnabled()
        || new ForkEndEvent().isEnabled()
        || new HeldCallerEvent().isEnabled()
        || new HandOffEvent().isEnabled();
  }

  /**
   * A child has been on the stack of the current thread, which goes on. Without this a platform
   * thread may lose its next event. Called by the caller.
   */
  public static void callerGoesOn() {
    if (PRESENT && begun && isUsed() && !Thread.currentThread().isVirtual()) {
      FlightWriter.mend();
    }
  }

  /** Whether there has been a recording. */
  private static boolean isUsed() {
    return FlightRecorder.isInitialized();
  }

  public static boolean recordsScopes() {
    return PRESENT && begun && new ScopeEvent().isEnabled();
  }

  /** Called by the caller. */
  public static void fork(
      String kind,
      @Nullable String location,
      List<StackTraceElement> childStack,
      long childThreadId,
      long inlineNanos) {
    if (!PRESENT || !begun) {
      return;
    }
    ForkEvent event = new ForkEvent();
    if (event.shouldCommit()) {
      event.kind = kind;
      event.location = location;
      event.childStack = lines(childStack);
      event.childThreadId = childThreadId;
      event.inlineTime = inlineNanos;
      event.commit();
    }
  }

  /** Called by the child. */
  public static void forkEnd(
      String kind, @Nullable String location, long blocked, long running, long carrierWait) {
    if (!PRESENT || !begun) {
      return;
    }
    ForkEndEvent event = new ForkEndEvent();
    if (event.shouldCommit()) {
      event.kind = kind;
      event.location = location;
      event.blockedTime = blocked;
      event.runningTime = running;
      event.carrierWaitTime = carrierWait;
      event.commit();
    }
  }

  /** Called by the caller; or by who watches it. */
  public static void heldCaller(
      String kind, @Nullable String location, List<StackTraceElement> childStack, long nanos) {
    if (!PRESENT || !begun) {
      return;
    }
    HeldCallerEvent event = new HeldCallerEvent();
    if (event.shouldCommit()) {
      event.kind = kind;
      event.location = location;
      event.childStack = lines(childStack);
      event.heldTime = nanos;
      event.commit();
    }
  }

  /** Called by the caller. */
  public static void handOff(String reason, long nanos) {
    if (!PRESENT || !begun) {
      return;
    }
    HandOffEvent event = new HandOffEvent();
    if (event.shouldCommit()) {
      event.reason = reason;
      event.waitedTime = nanos;
      event.commit();
    }
  }

  /** Called by who ends the loop. */
  public static void loop(long items, long inline, long forked, long atLimit) {
    if (!PRESENT || !begun) {
      return;
    }
    LoopEvent event = new LoopEvent();
    if (event.shouldCommit()) {
      event.items = items;
      event.inline = inline;
      event.forked = forked;
      event.atLimit = atLimit;
      event.commit();
    }
  }

  /** Called by its owner. */
  public static void scope(long items, long inline, long forked, long atLimit) {
    ScopeEvent event = new ScopeEvent();
    if (event.shouldCommit()) {
      event.items = items;
      event.inline = inline;
      event.forked = forked;
      event.atLimit = atLimit;
      event.commit();
    }
  }

  /**
   * A thread that waits.
   *
   * @param location where, if that is known
   */
  public record Waiter(long threadId, @Nullable String location, List<StackTraceElement> stack) {}

  /** Called by who watches both. */
  public static void joinHazard(
      String kind,
      String lockType,
      Waiter child,
      Waiter caller,
      long waitedNanos,
      boolean deadlock) {
    if (!PRESENT || !begun) {
      return;
    }
    JoinHazardEvent event = new JoinHazardEvent();
    if (event.shouldCommit()) {
      event.kind = kind;
      event.lockType = lockType;
      event.location = child.location;
      event.childStack = lines(child.stack);
      event.childThreadId = child.threadId;
      event.callerLocation = caller.location;
      event.callerStack = lines(caller.stack);
      event.callerThreadId = caller.threadId;
      event.waitedTime = waitedNanos;
      event.deadlock = deadlock;
      event.commit();
    }
  }

  /** Null if nothing is known of it. */
  private static @Nullable String lines(List<StackTraceElement> stack) {
    if (stack.isEmpty()) {
      return null;
    }
    StringBuilder lines = new StringBuilder();
    for (StackTraceElement frame : stack.subList(0, Math.min(stack.size(), MAX_FRAMES))) {
      lines.append(lines.isEmpty() ? "" : "\n").append(frame);
    }
    return lines.toString();
  }
}
