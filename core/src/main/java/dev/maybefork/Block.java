package dev.maybefork;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A block of a child, for a condition that asks what it is. Nothing is found out before it's asked
 * for.
 */
final class Block {
  private static final StackTraceElement[] NO_STACK = {};

  private final Thread child;
  private final @Nullable BlockKind known;
  private final boolean unmounting;
  private final boolean isNew;

  private StackTraceElement @Nullable [] stack;
  private boolean over;

  private Block(Thread child, @Nullable BlockKind known, boolean unmounting, boolean isNew) {
    this.child = child;
    this.known = known;
    this.unmounting = unmounting;
    this.isNew = isNew;
  }

  /**
   * By the host of a child that has left its stack, and which nobody can resume yet.
   *
   * @param known what a hook, or the child itself, has said that it is; null if neither
   */
  static Block unmounting(Thread child, @Nullable BlockKind known) {
    return new Block(child, known, /* unmounting= */ true, /* isNew= */ true);
  }

  /**
   * By anybody else: of a child that is blocked or running. Looks at its stack at once, as that may
   * have to wait for the child to have left its stack; the caller must not keep it from that.
   */
  static Block observed(Thread child, @Nullable BlockKind known, boolean isNew) {
    Block block = new Block(child, known, /* unmounting= */ false, isNew);
    try {
      Internals.ensureStack(); // an overflow within would leave the child suspended
      block.stack = child.getStackTrace();
    } catch (VirtualMachineError e) {
      block.stack = NO_STACK; // not again, where the caller keeps the child from leaving it
    }
    return block;
  }

  /**
   * By who watches a child that is blocked.
   *
   * @param isNew whether it was not at the last look
   */
  static Block watched(Thread child, boolean isNew) {
    return new Block(child, /* known= */ null, /* unmounting= */ false, isNew);
  }

  /** Whether it hasn't been asked about before. */
  boolean isNew() {
    return isNew;
  }

  BlockKind kind() {
    if (known != null) {
      return known;
    }
    try {
      return unmounting ? exactKind() : observedKind();
    } catch (VirtualMachineError e) {
      return BlockKind.OTHER; // there's no stack or memory left to look at it
    }
  }

  private BlockKind exactKind() {
    return switch (Internals.unmountingFor(child)) {
      case Internals.FOR_YIELD -> BlockKind.YIELD;
      case Internals.FOR_MONITOR -> BlockKind.MONITOR;
      default -> Internals.walk(child, ParkKind::of);
    };
  }

  private BlockKind observedKind() {
    Thread.State state = child.getState();
    Object blocker = LockSupport.getBlocker(child);
    BlockKind kind = BlockKind.OTHER;
    if (state == Thread.State.BLOCKED) {
      kind = BlockKind.MONITOR;
    } else if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
      kind = ParkKind.of(fullStack());
    }
    over = kind == BlockKind.OTHER || !isStill(state, blocker);
    return kind;
  }

  /** It may have gone on before its stack was looked at. */
  @SuppressWarnings("ReferenceEquality") // the blocker is anybody's
  private boolean isStill(Thread.State state, @Nullable Object blocker) {
    return child.getState() == state && LockSupport.getBlocker(child) == blocker;
  }

  /** Whether the child has gone on, as far as is known; so its kind says nothing. */
  boolean isOver() {
    return over;
  }

  private StackTraceElement[] fullStack() {
    StackTraceElement[] frames = stack;
    if (frames == null) {
      frames = unmounting ? Internals.stack(child) : child.getStackTrace();
      stack = frames;
    }
    return frames;
  }

  /** The stack from the call that blocks on. */
  List<StackTraceElement> stack() {
    StackTraceElement[] frames;
    try {
      frames = fullStack();
    } catch (VirtualMachineError e) {
      return List.of();
    }
    int first = 0;
    while (first < frames.length - 1 && ParkKind.isUnmount(frames[first].getClassName())) {
      first++;
    }
    return Arrays.asList(frames).subList(first, frames.length);
  }
}
