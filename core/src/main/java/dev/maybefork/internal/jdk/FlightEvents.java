package dev.maybefork.internal.jdk;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events of the library in a flight recording: docs/jfr-events.md is their contract. Only
 * {@link Flight} touches them, and only where there is the module {@code jdk.jfr}.
 */
final class FlightEvents {
  private static final String CATEGORY = "MaybeFork";

  private FlightEvents() {}

  @Name("maybefork.Fork")
  @Label("Fork")
  @Category(CATEGORY)
  @Description("A body blocked, and forked. The stack trace is its caller's")
  @Throttle("300/s")
  static final class ForkEvent extends Event {
    @Label("Kind")
    @Description("What the body was waiting for")
    @Nullable String kind;

    @Label("Location")
    @Description("The innermost frame of the body that is neither the JDK's nor the library's")
    @Nullable String location;

    @Label("Child Stack")
    @Description("The stack of the child at the block, innermost frame first, one frame a line")
    @Nullable String childStack;

    @Label("Child Thread Id")
    long childThreadId;

    @Label("Inline Time")
    @Description("How long the body had run on its caller's time")
    @Timespan(Timespan.NANOSECONDS)
    long inlineTime;
  }

  @Name("maybefork.ForkEnd")
  @Label("Fork End")
  @Category(CATEGORY)
  @Description("A body that has forked has ended. The event thread is the child")
  @StackTrace(false)
  @Throttle("300/s")
  static final class ForkEndEvent extends Event {
    @Label("Kind")
    @Description("What the body was waiting for when it forked")
    @Nullable String kind;

    @Label("Location")
    @Description("Where it forked")
    @Nullable String location;

    @Label("Blocked Time")
    @Description("How long it was neither running nor waiting for a carrier, since its fork")
    @Timespan(Timespan.NANOSECONDS)
    long blockedTime;

    @Label("Running Time")
    @Timespan(Timespan.NANOSECONDS)
    long runningTime;

    @Label("Carrier Wait Time")
    @Description("How long it could have gone on, but had no carrier")
    @Timespan(Timespan.NANOSECONDS)
    long carrierWaitTime;
  }

  @Name("maybefork.HeldCaller")
  @Label("Held Caller")
  @Category(CATEGORY)
  @Description("A body blocked and did not fork, so that its caller waited")
  @Throttle("100/s")
  static final class HeldCallerEvent extends Event {
    @Label("Kind")
    @Description("What the body was waiting for; NATIVE where no hook saw it")
    @Nullable String kind;

    @Label("Location")
    @Description("Where the body blocked, if that is known")
    @Nullable String location;

    @Label("Child Stack")
    @Description("The stack of the child, if that is known")
    @Nullable String childStack;

    @Label("Held Time")
    @Timespan(Timespan.NANOSECONDS)
    long heldTime;
  }

  @Name("maybefork.HandOff")
  @Label("Hand-Off")
  @Category(CATEGORY)
  @Description("Another thread ran a body in place of its caller, which waited for it")
  @Throttle("100/s")
  static final class HandOffEvent extends Event {
    @Label("Reason")
    @Nullable String reason;

    @Label("Waited Time")
    @Timespan(Timespan.NANOSECONDS)
    long waitedTime;
  }

  @Name("maybefork.Loop")
  @Label("Loop")
  @Category(CATEGORY)
  @Description("A loop has ended")
  @StackTrace(false)
  @Throttle("100/s")
  static final class LoopEvent extends Event {
    @Label("Items")
    long items;

    @Label("Inline")
    @Description("Items that ended on the caller's time")
    long inline;

    @Label("Forked")
    @Description("Items that forked")
    long forked;

    @Label("At Limit")
    @Description("How often it waited for one of its children, or left the rest to the last one")
    long atLimit;
  }

  @Name("maybefork.Scope")
  @Label("Scope")
  @Category(CATEGORY)
  @Description("A scope was closed")
  @Throttle("100/s")
  static final class ScopeEvent extends Event {
    @Label("Items")
    @Description("Bodies that were given to it")
    long items;

    @Label("Inline")
    @Description("Bodies that ended on their caller's time")
    long inline;

    @Label("Forked")
    long forked;

    @Label("At Limit")
    @Description("Bodies that held their caller, as the scope was at its limit")
    long atLimit;
  }

  @Name("maybefork.JoinHazard")
  @Label("Join Hazard")
  @Category(CATEGORY)
  @Description("A thread waited for a child, and held what the child waited for")
  @StackTrace(false)
  @Throttle("100/s")
  static final class JoinHazardEvent extends Event {
    @Label("Kind")
    @Description("What the child waited for: MONITOR, or PARK for a lock")
    @Nullable String kind;

    @Label("Lock Type")
    @Description("The class of the monitor's object, or of the lock's synchronizer")
    @Nullable String lockType;

    @Label("Location")
    @Description("Where the child waited")
    @Nullable String location;

    @Label("Child Stack")
    @Description("The stack of the child, innermost frame first, one frame a line")
    @Nullable String childStack;

    @Label("Child Thread Id")
    long childThreadId;

    @Label("Caller Location")
    @Description("Where it was waited for")
    @Nullable String callerLocation;

    @Label("Caller Stack")
    @Description("The stack of who waited for it, innermost frame first, one frame a line")
    @Nullable String callerStack;

    @Label("Caller Thread Id")
    long callerThreadId;

    @Label("Waited Time")
    @Description("How long the caller had waited when it was seen")
    @Timespan(Timespan.NANOSECONDS)
    long waitedTime;

    @Label("Deadlock")
    @Description("Whether neither of them waited for a limited time only")
    boolean deadlock;
  }
}
