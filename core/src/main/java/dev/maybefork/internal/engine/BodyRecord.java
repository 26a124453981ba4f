package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.StackMargin;
import dev.maybefork.internal.watch.HeldChildren;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one body, for a flight recording. The host notes it in the window (see {@link
 * Child}), where nothing may be recorded; the caller records it when the body has ended or forked.
 */
final class BodyRecord {
  /** A caller that is held for less is not worth an event: as the JDK has it for pinned threads. */
  private static final long MIN_HELD_NANOS = 20_000_000;

  /** More blocks of one body than anybody reads about. */
  private static final int MAX_HELD = 16;

  /** Stacks take time, in the window: so many nanoseconds for each, but not for the first ones. */
  private static final long NANOS_PER_STACK = 1_000_000;

  private static final long STACKS_AT_ONCE_NANOS = 1_000 * NANOS_PER_STACK;

  /** The time until which the stacks that were taken last. */
  private static final AtomicLong STACKS_UNTIL =
      new AtomicLong(System.nanoTime() - STACKS_AT_ONCE_NANOS);

  record Held(int kind, List<StackTraceElement> stack, long nanos, @Nullable Held before) {}

  private final AtomicLong runningNanos = new AtomicLong();

  /** When the slice began that runs by itself; 0 if none does, or nobody saw it begin. */
  private final AtomicLong runsSince = new AtomicLong();

  private long startedAt = System.nanoTime();
  private @Nullable StandInReason handOff;

  // of the fork
  private boolean forked;
  private long forkedAt;
  private int kind = BlockEvent.NO_KIND;
  private List<StackTraceElement> stack = List.of();
  private long childId;
  private long carrierWaitNanos; // by who runs it

  // of the block that holds its caller
  private @Nullable Held held;
  private int heldTimes;
  private long heldSince;
  private int heldKind;
  private List<StackTraceElement> heldStack = List.of();

  // the caller, before the first slice

  void starts() {
    startedAt = System.nanoTime();
  }

  void handedOff(StandInReason reason) {
    handOff = reason;
  }

  // the host, in the window; or who makes it fork from outside

  void forks(@Nullable BlockEvent block, Thread child, boolean runs) {
    forked = true;
    forkedAt = System.nanoTime();
    childId = child.threadId();
    if (block != null) {
      kind = block.kind();
      stack = stack(block, forkedAt);
    }
    runsSince.set(runs ? forkedAt : 0);
  }

  /** Its host has it no more, to which it came back though it had forked. */
  void leavesHost() {
    pauses(runsSince.get());
  }

  void holds(@Nullable BlockEvent block) {
    heldSince = System.nanoTime();
    heldKind = block == null ? BlockEvent.NO_KIND : block.kind();
    heldStack = block == null ? List.of() : stack(block, heldSince);
  }

  void goesOn() {
    long nanos = System.nanoTime() - heldSince;
    if (nanos >= MIN_HELD_NANOS && heldTimes < MAX_HELD) {
      heldTimes++;
      try {
        held = new Held(heldKind, heldStack, nanos, held);
      } catch (OutOfMemoryError e) {
        // without this one
      }
    }
    heldStack = List.of();
  }

  /** Empty if there were too many of late. */
  private static List<StackTraceElement> stack(BlockEvent block, long now) {
    long until = STACKS_UNTIL.get();
    long next = Math.max(until, now - STACKS_AT_ONCE_NANOS) + NANOS_PER_STACK;
    return next <= now && STACKS_UNTIL.compareAndSet(until, next) ? block.stack() : List.of();
  }

  // a child that has forked

  /** Continues it, and takes the time. */
  static final class TimedSlice implements Runnable {
    private final BodyRecord record;
    private final Runnable continuation;
    private final long resumedAt = System.nanoTime();

    TimedSlice(BodyRecord record, Runnable continuation) {
      this.record = record;
      this.continuation = continuation;
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      record.carrierWaitNanos += now - resumedAt;
      record.runsSince.set(now);
      continuation.run();
      record.pauses(now); // it may run elsewhere by now
    }
  }

  /** What continues it, and takes the time. Called by who resumes it. */
  Runnable timed(Runnable continuation) {
    return new TimedSlice(this, continuation);
  }

  private void pauses(long since) {
    if (since != 0 && runsSince.compareAndSet(since, 0)) {
      runningNanos.addAndGet(System.nanoTime() - since);
    } else if (since != 0) {
      runningNanos.addAndGet(Math.max(0, runsSince.get() - since)); // a little too much
    }
  }

  // recording

  /** It has ended or forked. Called by the caller, last of all. */
  void commit() {
    try {
      StackMargin.ensure();
      String location = location(stack);
      if (forked) {
        Flight.fork(BlockEvent.nameOf(kind), location, stack, childId, forkedAt - startedAt);
      }
      if (handOff != null) {
        Flight.handOff(handOff.name(), System.nanoTime() - startedAt);
      }
      for (Held each = held; each != null; each = each.before) {
        Flight.heldCaller(
            BlockEvent.nameOf(each.kind), location(each.stack), each.stack, each.nanos);
      }
    } catch (VirtualMachineError e) {
      // there is no stack or memory for it
    }
  }

  /** It had forked, and has ended. Called by the child, last of all. */
  void commitEnd() {
    long now = System.nanoTime();
    long since = runsSince.get();
    long running = runningNanos.get() + (since == 0 ? 0 : now - since);
    long blocked = Math.max(0, now - forkedAt - running - carrierWaitNanos);
    try {
      Flight.forkEnd(BlockEvent.nameOf(kind), location(stack), blocked, running, carrierWaitNanos);
    } catch (VirtualMachineError e) {
      // as above
    }
  }

  private static @Nullable String location(List<StackTraceElement> stack) {
    return HeldChildren.location(HeldChildren.own(stack.toArray(StackTraceElement[]::new)));
  }
}
