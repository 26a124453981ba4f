package dev.maybefork;

import java.util.List;
import java.util.Objects;

/**
 * Where a body forked.
 *
 * {@snippet :
 * fork.forkPoint().ifPresent(at -> log.info(at.kind() + " at " + at.stack().getFirst()));
 * }
 *
 * @param kind what it waited for
 * @param stack the stack of the child, innermost frame first, without the JDK's frames by which a
 *     thread parks; empty if there was no memory for it
 * @param nanos how long it had run in place, on its caller's time, in nanoseconds
 */
public record ForkPoint(BlockKind kind, List<StackTraceElement> stack, long nanos) {
  /**
   * A point.
   *
   * @throws NullPointerException if an argument or a frame is null
   */
  public ForkPoint {
    Objects.requireNonNull(kind, "kind");
    stack = List.copyOf(Objects.requireNonNull(stack, "stack"));
  }
}
