package dev.maybefork;

import dev.maybefork.internal.watch.JoinWatch;
import dev.maybefork.internal.watch.WaitingJoin;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The forks of a scope whose bodies have not ended, the permits of those that go their own way, and
 * the first failure, which cancels all others. Only the scope's owner waits for them.
 */
final class ScopeChildren implements WaitingJoin.Children {
  private static final long FIRST_PATIENCE_NANOS = 1_000_000_000L;
  private static final long LONGEST_PATIENCE_NANOS = 30_000_000_000L;

  private final ForkScope scope;
  private final Thread owner;
  private final Semaphore permits;
  private final Set<ScopedFork<?>> unended = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean cancelled;
  private volatile boolean ownerWaits;

  /** Those of a scope. The scope is what its owner parks on. */
  ScopeChildren(ForkScope scope, Thread owner, int limit) {
    this.scope = scope;
    this.owner = owner;
    permits = new Semaphore(limit);
  }

  int count() {
    return unended.size();
  }

  /** The first; null if there is none. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void forEachThread(Consumer<Thread> action) {
    unended.forEach(fork -> fork.forEachThread(action));
  }

  // the owner

  /** Until all have ended, or one has failed. */
  void join() throws InterruptedException {
    if (!unended.isEmpty()) {
      JoinWatch.during(this, /* timed= */ false, this::awaitEndsOrFailure);
    }
  }

  private void awaitEndsOrFailure() throws InterruptedException {
    ownerWaits = true;
    while (!unended.isEmpty() && failure.get() == null) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for the scope's bodies");
      }
      LockSupport.park(scope);
    }
    ownerWaits = false;
  }

  /** Until all have ended. No interrupt ends the wait. */
  void cancelAndJoin() {
    if (!unended.isEmpty()) {
      cancelAll();
      JoinWatch.during(this, /* timed= */ false, this::awaitEnds);
    }
  }

  private void awaitEnds() {
    boolean interrupted = false;
    long patience = FIRST_PATIENCE_NANOS;
    long deadline = System.nanoTime() + patience;
    ownerWaits = true;
    while (!unended.isEmpty()) {
      LockSupport.parkNanos(scope, Math.max(1, deadline - System.nanoTime()));
      interrupted |= Thread.interrupted();
      if (deadline - System.nanoTime() <= 0) {
        unended.forEach(ScopedFork::interruptBody);
        patience = Math.min(2 * patience, LONGEST_PATIENCE_NANOS);
        deadline = System.nanoTime() + patience;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // a child

  void add(ScopedFork<?> fork) {
    unended.add(fork);
  }

  boolean takePermit() {
    return permits.tryAcquire();
  }

  void givePermitBack() {
    permits.release();
  }

  void noteFailure(ScopedFork<?> fork) {
    if (fork.state() == Fork.State.FAILED) {
      failed(fork.exceptionNow());
    }
  }

  /** The body of this fork has ended, or never began. */
  void ended(ScopedFork<?> fork) {
    unended.remove(fork);
    if (ownerWaits && (unended.isEmpty() || failure.get() != null)) {
      LockSupport.unpark(owner);
    }
  }

  private void failed(Throwable e) {
    cancelled = true; // before the owner can know of it: what begins then is cancelled
    Throwable first = failure.compareAndExchange(null, e);
    if (first == null) {
      cancelAll();
    } else {
      Failures.join(first, e);
    }
  }

  private void cancelAll() {
    cancelled = true;
    unended.forEach(fork -> fork.cancel(/* mayInterruptIfRunning= */ true));
  }
}
