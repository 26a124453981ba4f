package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.HookProtocol;
import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.StackMargin;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A block of a child: the facts, for a condition that asks what it is. Nothing is found out before
 * it's asked for.
 */
public final class BlockEvent {
  /** What a thread does that is not running. */
  public enum Cause {
    /** It has yielded. */
    YIELD,
    /** It wants a monitor. */
    MONITOR,
    /** It is parked, or waits on a monitor: its frames tell for what. */
    WAIT,
    /** Nobody can tell: it may have gone on. */
    UNKNOWN
  }

  /** Looks at a frame; false if it needs no more of them. */
  @FunctionalInterface
  public interface FrameVisitor {
    /** The class of the next frame, from the innermost on. Its method would cost more than that. */
    boolean visit(String type);
  }

  /** No hint: neither a hook nor the child itself has said on what it is about to block. */
  public static final int NO_HINT = -1;

  /** No kind that the room above has named; its kinds are smaller. */
  public static final int NO_KIND = 15;

  /** The hint of a call that the program itself has marked; others are kinds of hooks. */
  public static final int MARKED = HookProtocol.KINDS;

  private static final StackTraceElement[] NO_STACK = {};

  /** Names blocks: see {@link EngineClient#kindOf}. Set before there is a child. */
  private static volatile @Nullable ToIntFunction<BlockEvent> namer;

  private static volatile @Nullable IntFunction<String> names;

  private final Thread child;
  private final int hint;
  private final boolean unmounting;
  private final boolean isNew;

  private StackTraceElement @Nullable [] stack;
  private Thread.@Nullable State state; // when its cause was looked at
  private @Nullable Object blocker; // then
  private boolean over;
  private int kind = NO_KIND;

  private BlockEvent(Thread child, int hint, boolean unmounting, boolean isNew) {
    this.child = child;
    this.hint = hint;
    this.unmounting = unmounting;
    this.isNew = isNew;
  }

  /** Of a child that has left its host's stack, and that nobody can resume yet. */
  static BlockEvent unmounting(Thread child, int hint) {
    return new BlockEvent(child, hint, /* unmounting= */ true, /* isNew= */ true);
  }

  /**
   * Of a child that is blocked or running. Looks at its stack at once, as that may have to wait for
   * the child to have left its stack; who calls this must not keep it from that.
   */
  static BlockEvent observed(Thread child, int hint, boolean isNew) {
    BlockEvent block = new BlockEvent(child, hint, /* unmounting= */ false, isNew);
    try {
      StackTraceElement[] _ = block.fullStack();
    } catch (VirtualMachineError e) {
      block.stack = NO_STACK; // not again, where the caller keeps the child from leaving it
    }
    return block;
  }

  /**
   * Of a child that is blocked. Called by who watches it.
   *
   * @param isNew whether it was not blocked at the last look
   */
  static BlockEvent watched(Thread child, boolean isNew) {
    return new BlockEvent(child, NO_HINT, /* unmounting= */ false, isNew);
  }

  /** Of a thread that anybody looks at. */
  public static BlockEvent of(Thread thread) {
    return observed(thread, NO_HINT, /* isNew= */ false);
  }

  static void namedBy(ToIntFunction<BlockEvent> numbers, IntFunction<String> names) {
    namer = numbers;
    BlockEvent.names = names;
  }

  /** The name of a kind, for people. */
  static String nameOf(int kind) {
    IntFunction<String> known = names;
    return known == null ? "" : known.apply(kind);
  }

  /**
   * The number that the room above has for its kind; NO_KIND if there is no stack or memory left to
   * ask. Found out once: later on, it may be over. In the window: see {@link Child}.
   */
  public int kind() {
    ToIntFunction<BlockEvent> numbers = namer;
    if (kind == NO_KIND && numbers != null) {
      try {
        kind = numbers.applyAsInt(this);
      } catch (VirtualMachineError e) {
        // it is counted all the same, as of no known kind
      }
    }
    return kind;
  }

  /**
   * What a child that has unmounted is parked on; null if that is nothing, or if it is only
   * watched.
   */
  public @Nullable Object blocker() {
    return unmounting ? LockSupport.getBlocker(child) : null;
  }

  /** Whether the task has not been asked about it before. */
  public boolean isNew() {
    return isNew;
  }

  /** On what the child has said that it is about to block: {@link #NO_HINT}, a kind, or MARKED. */
  public int hint() {
    return hint;
  }

  /** What the child does. */
  public Cause cause() {
    return unmounting ? exactCause() : observedCause();
  }

  private Cause exactCause() {
    return switch (Internals.unmountingFor(child)) {
      case Internals.FOR_YIELD -> Cause.YIELD;
      case Internals.FOR_MONITOR -> Cause.MONITOR;
      default -> Cause.WAIT;
    };
  }

  private Cause observedCause() {
    Thread.State now = child.getState();
    state = now;
    blocker = LockSupport.getBlocker(child);
    if (now == Thread.State.BLOCKED) {
      return Cause.MONITOR;
    }
    if (now == Thread.State.WAITING || now == Thread.State.TIMED_WAITING) {
      return Cause.WAIT;
    }
    over = true;
    return Cause.UNKNOWN;
  }

  /** Shows the frames of the child to the visitor, until it needs no more. */
  public void visitFrames(FrameVisitor visitor) {
    if (unmounting) { // each frame costs something
      boolean _ =
          Internals.walk(child, frames -> frames.allMatch(f -> visitor.visit(f.getClassName())));
      return;
    }
    for (StackTraceElement frame : fullStack()) {
      if (!visitor.visit(frame.getClassName())) {
        return;
      }
    }
  }

  /** What was seen makes no sense: if it was seen from outside, the child has gone on meanwhile. */
  public void dismiss() {
    over |= !unmounting;
  }

  /** Whether the child has gone on, as far as is known; so what was seen says nothing. */
  public boolean isOver() {
    return over || (state != null && !isStill());
  }

  @SuppressWarnings("ReferenceEquality") // the blocker is anybody's
  private boolean isStill() {
    return child.getState() == state && LockSupport.getBlocker(child) == blocker;
  }

  private StackTraceElement[] fullStack() {
    StackTraceElement[] frames = stack;
    if (frames == null) {
      if (unmounting) {
        frames = Internals.stack(child);
      } else {
        StackMargin.ensureForTrace();
        frames = child.getStackTrace();
      }
      stack = frames;
    }
    return frames;
  }

  /** The stack from the call that blocks on; empty if there is no stack or memory to look at it. */
  public List<StackTraceElement> stack() {
    StackTraceElement[] frames;
    try {
      frames = fullStack();
    } catch (VirtualMachineError e) {
      return List.of();
    }
    int first = 0;
    while (first < frames.length - 1 && isUnmount(frames[first].getClassName())) {
      first++;
    }
    return Arrays.asList(frames).subList(first, frames.length);
  }

  /** Whether this class has the code by which a thread leaves its carrier. */
  public static boolean isUnmount(String type) {
    return switch (type) {
      case "jdk.internal.vm.Continuation",
          "java.lang.VirtualThread",
          "java.lang.System$1", // its access to parking
          "java.util.concurrent.locks.LockSupport" ->
          true;
      default -> false;
    };
  }
}
