package dev.maybefork;

import org.jspecify.annotations.Nullable;

/** The outcome of a loop as a whole. */
final class LoopFork<T extends @Nullable Object> extends ForkImpl<T> {
  private final LoopRun<?, ?> loop;

  LoopFork(LoopRun<?, ?> loop) {
    super(/* body= */ null);
    this.loop = loop;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      loop.cancel(mayInterruptIfRunning);
    }
    return cancelled;
  }

  @Override
  boolean isOwnBody(Thread current) {
    return loop.runsIn(current);
  }
}
