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
import jdk.jfr.FlightRecorderListener;
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
      ModuleLayer.boot().findModule("jdk.jfr").isPresent() && isSeen();

  /** Whether there may be something to record. */
  private static volatile boolean begun;

  private Flight() {}

  /** Not if this is a module that doesn't read the recorder's, say. */
  private static boolean isSeen() {
    try {
      Class<?> _ = Probe.first();
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  /** Loads the first class whose parent is the recorder's, and initialises nothing. */
  private static final class Probe {
    static Class<?> first() {
      return ForkEvent.class;
    }
  }

  /**
   * From now on there is something to record: the library's own tests are over. Called once.
   *
   * <p>A child that has forked may hold the lock of the class loader that this comes from, for
   * ever. Its caller records the fork all the same. So all that takes is loaded before anything is
   * recorded, by this loader: also what the recorder puts into the events when a recording starts.
   */
  public static void begin() {
    if (PRESENT) {
      whenUsed(Flight::rehearse);
    }
  }

  private static void rehearse() {
    Rehearsal.run();
    begun = true;
  }

  /**
   * Whether the recorder is there, and may keep what is given to it: it does so for ever. Only the
   * library of the program's own class loader stays anyway; others unload.
   */
  static boolean mayBeKept() {
    ClassLoader loader = Flight.class.getClassLoader();
    return PRESENT && (loader == null || loader.equals(ClassLoader.getSystemClassLoader()));
  }

  /**
   * Does that when the recorder is first used; at once if it has been, or may keep nothing. To make
   * an event before initialises the recorder, which takes two tenths of a second.
   */
  static void whenUsed(Runnable action) {
    if (mayBeKept()) {
      FirstUse.does(action);
    } else {
      action.run();
    }
  }

  /** Where there is the recorder. */
  private record FirstUse(Runnable action) implements FlightRecorderListener {
    static void does(Runnable action) {
      FlightRecorder.addListener(new FirstUse(action));
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
      try {
        action.run();
      } catch (LinkageError | VirtualMachineError e) {
        // who begins a recording has it all the same, without what is ours
      }
    }
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

  /** Whether anything of a single body is recorded. */
  public static boolean recordsBodies() {
    return begun && isOn();
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
    if (begun && isUsed() && !Thread.currentThread().isVirtual()) {
      FlightWriter.mend();
    }
  }

  /** Whether there has been a recording. */
  private static boolean isUsed() {
    return FlightRecorder.isInitialized();
  }

  public static boolean recordsScopes() {
    return begun && new ScopeEvent().isEnabled();
  }

  /** Called by the caller. */
  public static void fork(
      String kind,
      @Nullable String location,
      List<StackTraceElement> childStack,
      long childThreadId,
      long inlineNanos) {
    if (!begun) {
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
    if (!begun) {
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
    if (!begun) {
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
    if (!begun) {
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
    if (!begun) {
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
    if (!begun) {
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
