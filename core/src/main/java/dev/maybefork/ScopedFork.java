package dev.maybefork;

import dev.maybefork.internal.engine.Tally;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fork of a scope. One that goes its own way takes one of the scope's permits along until its
 * body has ended.
 *
 * <pre>
 *   NO_PERMIT -> PERMITTED   // mayFork, by the host
 *   NO_PERMIT -> ENDED    // the body ended
 *     PERMITTED -> ENDED    // the body ended, and gives the permit back
 * </pre>
 */
final class ScopedFork<T extends @Nullable Object> extends ForkImpl<T> {
  private static final int NO_PERMIT = 0;
  private static final int PERMITTED = 1;
  private static final int ENDED = 2;

  private final ForkScope scope;
  private final ScopeChildren siblings;
  private final AtomicInteger permit = new AtomicInteger(NO_PERMIT);

  private boolean wasAtLimit; // of who asks whether it may fork: its host, or its caller

  ScopedFork(ForkScope scope, ScopeChildren siblings, Callable<? extends T> body) {
    super(body);
    this.scope = scope;
    this.siblings = siblings;
  }

  ForkScope scope() {
    return scope;
  }

  /** Whether the scope's limit kept it from forking. Called by its caller, afterwards. */
  boolean wasAtLimit() {
    return wasAtLimit;
  }

  /** A cancel before the fork had its thread found nobody to interrupt, or is still to come. */
  @Override
  public void run() {
    if (isCancelled() || siblings.isCancelled()) {
      skip();
    } else {
      super.run();
    }
  }

  @Override
  public boolean mayFork() {
    if (!siblings.takePermit()) {
      if (!wasAtLimit) {
        wasAtLimit = true;
        Tally.scopeAtLimit();
      }
      return false;
    }
    if (!permit.compareAndSet(NO_PERMIT, PERMITTED)) {
      siblings
          .givePermitBack(); // a watched child may end in the very moment in which it seems blocked
      return false;
    }
    return true;
  }

  @Override
  void bodyEnded() {
    siblings.noteFailure(this); // may run anybody's actions: they fork if they block, until ENDED
    neverBegan();
  }

  /** Nor does anything of it stay: a permit may have been taken before it could begin. */
  void neverBegan() {
    if (permit.getAndSet(ENDED) == PERMITTED) {
      siblings.givePermitBack();
    }
    siblings.ended(this);
  }
}
