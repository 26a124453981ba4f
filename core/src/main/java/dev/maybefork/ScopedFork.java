package dev.maybefork;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fork of a scope. One that goes its own way takes one of the scope's places along until its body
 * has ended.
 *
 * <pre>
 *   NO_PLACE -> PLACED   // mayFork, by the host
 *   NO_PLACE -> ENDED    // the body ended
 *     PLACED -> ENDED    // the body ended, and gives the place back
 * </pre>
 */
final class ScopedFork<T extends @Nullable Object> extends ForkImpl<T> {
  private static final int NO_PLACE = 0;
  private static final int PLACED = 1;
  private static final int ENDED = 2;

  private final ForkScope scope;
  private final AtomicInteger place = new AtomicInteger(NO_PLACE);

  ScopedFork(ForkScope scope, Callable<? extends T> body) {
    super(body);
    this.scope = scope;
  }

  ForkScope scope() {
    return scope;
  }

  /** A cancel before the fork was bound to its thread found nobody to interrupt. */
  @Override
  public void run() {
    if (isCancelled()) {
      skip();
    } else {
      super.run();
    }
  }

  @Override
  public boolean mayFork() {
    if (!scope.takePlace()) {
      return false;
    }
    if (!place.compareAndSet(NO_PLACE, PLACED)) {
      scope.givePlaceBack(); // a watched child may end in the very moment in which it seems blocked
      return false;
    }
    return true;
  }

  @Override
  void bodyEnded() {
    scope.noteFailure(this); // may run anybody's actions: they fork if they block, until ENDED
    neverBegan();
  }

  /** Nor does anything of it stay: a place may have been taken before it could begin. */
  void neverBegan() {
    if (place.getAndSet(ENDED) == PLACED) {
      scope.givePlaceBack();
    }
    scope.ended(this);
  }
}
