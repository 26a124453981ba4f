package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import dev.maybefork.internal.engine.Task;

/** A task that runs bodies. A condition asks it for more than an engine does. */
interface BodyTask extends Task {
  /** Whether a body is what it does first; a loop asks its iterator before. */
  default boolean beginsWithBody() {
    return true;
  }

  /**
   * Whether it may fork, whatever its condition says: a scope may be at its limit. Called by its
   * host or its caller; {@link #onFork} follows if it may.
   */
  default boolean mayFork() {
    return true;
  }

  @Override
  default boolean mayForkAt(BlockEvent block) {
    return mayFork();
  }

  @Override
  default boolean mayForkNowAt(BlockEvent block) {
    return mayFork();
  }

  /** It is about to fork there. Before {@link #onFork}; not if nobody asks for it. */
  default void onForkPoint(ForkPoint point) {}
}
