package dev.maybefork;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The outcome of a loop as a whole. */
final class LoopFork<T extends @Nullable Object> extends ForkImpl<T> {
  private volatile @Nullable LoopRun<?, ?> loop; // null when it's over: a fork may be kept for long

  LoopFork(LoopRun<?, ?> loop) {
    super(/* body= */ null);
    this.loop = loop;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    LoopRun<?, ?> running = loop;
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled && running != null) {
      running.cancel(mayInterruptIfRunning);
    }
    return cancelled;
  }

  @Override
  boolean isOwnBody(Thread current) {
    LoopRun<?, ?> running = loop;
    return running != null && running.runsIn(current);
  }

  @Override
  public void forEachThread(Consumer<Thread> action) {
    LoopRun<?, ?> running = loop;
    if (running != null) {
      running.forEachThread(action);
    }
  }

  /** The loop has come to its end, which need not be the outcome: that may be a cancellation. */
  void over(@Nullable Throwable failure, T result) {
    loop = null;
    if (failure == null) {
      complete(result);
    } else {
      completeExceptionally(failure);
    }
  }
}
