package dev.maybefork;

import dev.maybefork.internal.engine.ForkGate;
import dev.maybefork.internal.jdk.StackMargin;
import dev.maybefork.internal.jdk.Uninterruptibly;
import dev.maybefork.internal.watch.JoinWatch;
import dev.maybefork.internal.watch.JoinWatch.Wait;
import dev.maybefork.internal.watch.WaitingJoin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outcome side of a fork: who ended it, and who waits for that.
 *
 * <pre>
 *   null -> result       // the body returned
 *   null -> Failure      // the body threw
 *   null -> CANCELLED    // cancel
 * </pre>
 *
 * Whoever makes the one transition releases the waiters. They wait for {@code termination}, which
 * is made by the first of them: a fork that is done when maybeFork returns never has one. A waiter
 * makes it, then looks at the outcome again; who ends the fork sets the outcome, then looks for it.
 */
sealed class ForkImpl<T extends @Nullable Object> implements Fork<T>, BodyTask, WaitingJoin.Children
    permits LoopFork, MapRun.MapFork, ScopedFork {
  private static final VarHandle OUTCOME;
  private static final VarHandle TERMINATION;
  private static final VarHandle THREAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(ForkImpl.class, "outcome", Object.class);
      THREAD = lookup.findVarHandle(ForkImpl.class, "thread", Thread.class);
      TERMINATION = lookup.findVarHandle(ForkImpl.class, "termination", Termination.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Object NULL = new Object();
  private static final Object CANCELLED = new Object();

  private record Failure(Throwable cause) {}

  private record Forked(long id, @Nullable ForkPoint point) {}

  /** What waiters wait for, and what futures made from the fork depend on. */
  private static final class Termination extends CountDownLatch {
    final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();

    Termination() {
      super(1);
    }
  }

  private volatile @Nullable Object outcome;
  private volatile @Nullable Termination termination;

  // for the time until the body ends; nothing of it is kept longer than that
  private @Nullable Callable<? extends T> body;
  private @Nullable Thread thread; // by THREAD, but for the first write

  /**
   * Until it forks: null, or the place where it is about to. From then on: its thread, or a {@link
   * Forked} if that place is known. After its end always a {@link Forked}.
   */
  private volatile @Nullable Object forked;

  ForkImpl(@Nullable Callable<? extends T> body) {
    this.body = body;
  }

  @Override
  public void onStart(Thread child, ForkGate gate) {
    thread = child;
  }

  @Override
  public void run() {
    Object result;
    try {
      @Nullable T value = takeBody().call();
      result = value == null ? NULL : value;
    } catch (Throwable e) {
      result = new Failure(e);
    }
    bodyEnded(result);
  }

  private Callable<? extends T> takeBody() {
    Callable<? extends T> taken = Objects.requireNonNull(body);
    body = null; // while it runs it's on the stack, for as long as it needs itself
    return taken;
  }

  @Override
  public void onFailure(Throwable e) {
    bodyEnded(new Failure(e));
  }

  /** Instead of running the body: the fork is cancelled. */
  final void skip() {
    body = null;
    bodyEnded(CANCELLED);
  }

  private void bodyEnded(Object result) {
    THREAD.setRelease(this, null);
    forgetThread();
    end(result);
    bodyEnded();
  }

  /** The child has nothing more to do; the fork itself may have been done before, if cancelled. */
  void bodyEnded() {}

  final boolean complete(@Nullable T value) {
    forgetThread();
    return end(value == null ? NULL : value);
  }

  final boolean completeExceptionally(Throwable e) {
    forgetThread();
    return end(new Failure(e));
  }

  @Override
  public void onForkPoint(ForkPoint point) {
    forked = point;
  }

  @Override
  public void onFork(Thread child) {
    forked = forked instanceof ForkPoint point ? forked(child, point) : child;
  }

  /** It is over: a fork may be kept for long. */
  private void forgetThread() {
    if (forked instanceof Thread child) {
      forked = forked(child, /* point= */ null);
    }
  }

  /** What is kept of its thread; the thread itself if there is no memory for that. */
  private static Object forked(Thread child, @Nullable ForkPoint point) {
    try {
      return new Forked(child.threadId(), point);
    } catch (OutOfMemoryError e) {
      return child;
    }
  }

  private boolean end(Object result) {
    if (!OUTCOME.compareAndSet(this, null, result)) {
      return false;
    }
    Termination waiters = termination;
    if (waiters != null) {
      waiters.countDown();
      waiters.future.complete(null);
    }
    return true;
  }

  @Override
  public boolean forked() {
    return id() != 0;
  }

  @Override
  public long id() {
    Object now = forked; // no switch, which its first use would link
    if (now instanceof Thread child) {
      return child.threadId();
    }
    return now instanceof Forked gone ? gone.id : 0;
  }

  @Override
  public Optional<ForkPoint> forkPoint() {
    return forked instanceof Forked gone ? Optional.ofNullable(gone.point) : Optional.empty();
  }

  @Override
  public boolean isDone() {
    return outcome != null;
  }

  @Override
  public boolean isCancelled() {
    return outcome == CANCELLED;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    StackMargin.ensure(); // or waiters could be left behind
    if (!end(CANCELLED)) {
      return false;
    }
    if (mayInterruptIfRunning) {
      interruptBody();
    }
    return true;
  }

  /**
   * After a write by which the body, if it has not begun yet, finds that it's cancelled: not read
   * before that, so it isn't an acquire alone. The body's side is the fence with which it mounts.
   */
  final void interruptBody() {
    Thread child = (Thread) THREAD.getVolatile(this);
    if (child != null) {
      child.interrupt();
    }
  }

  @Override
  public T join() {
    Object result = outcome;
    if (result == null) {
      Uninterruptibly.run(this::await);
      result = outcome;
    }
    if (result instanceof Failure failure) {
      throw new CompletionException(failure.cause);
    }
    return value(result);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (outcome == null) {
      await();
    }
    return report();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Objects.requireNonNull(unit, "unit");
    if (outcome == null) {
      await(timeout, unit);
    }
    if (outcome == null) {
      throw new TimeoutException("the fork has not ended within " + timeout + " " + unit);
    }
    return report();
  }

  private void await() throws InterruptedException {
    JoinWatch.during(this, /* timed= */ false, terminationToAwait()::await);
  }

  private void await(long timeout, TimeUnit unit) throws InterruptedException {
    Termination end = terminationToAwait();
    Wait<InterruptedException> wait =
        () -> {
          boolean _ = end.await(timeout, unit);
        };
    JoinWatch.during(this, /* timed= */ true, wait);
  }

  @Override
  public void forEachThread(Consumer<Thread> action) {
    Thread child = (Thread) THREAD.getAcquire(this);
    if (child != null) {
      action.accept(child);
    }
  }

  private T report() throws ExecutionException {
    if (outcome instanceof Failure failure) {
      throw new ExecutionException(failure.cause);
    }
    return value(outcome);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // T may be a nullable type
  private T value(@Nullable Object result) {
    if (result == CANCELLED) {
      throw new CancellationException("the fork was cancelled");
    }
    return result == NULL ? null : (T) result;
  }

  @Override
  public State state() {
    Object result = outcome;
    if (result == null) {
      return State.RUNNING;
    }
    if (result == CANCELLED) {
      return State.CANCELLED;
    }
    return result instanceof Failure ? State.FAILED : State.SUCCESS;
  }

  @Override
  public T resultNow() {
    return switch (state()) {
      case SUCCESS -> value(outcome);
      case RUNNING -> throw new IllegalStateException("the fork has not ended");
      case FAILED -> throw new IllegalStateException("the body threw", exceptionNow());
      case CANCELLED -> throw new IllegalStateException("the fork was cancelled");
    };
  }

  @Override
  public Throwable exceptionNow() {
    return switch (state()) {
      case FAILED -> ((Failure) Objects.requireNonNull(outcome)).cause;
      case RUNNING -> throw new IllegalStateException("the fork has not ended");
      case SUCCESS -> throw new IllegalStateException("the body returned a result");
      case CANCELLED -> throw new IllegalStateException("the fork was cancelled");
    };
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    CompletableFuture<T> future = new CompletableFuture<>();
    if (outcome != null) {
      complete(future);
    } else {
      var _ = termination().future.thenRun(() -> complete(future));
    }
    return future;
  }

  private void complete(CompletableFuture<T> future) {
    if (outcome instanceof Failure failure) {
      future.completeExceptionally(failure.cause);
    } else if (outcome == CANCELLED) {
      future.cancel(false);
    } else {
      future.complete(value(outcome));
    }
  }

  boolean isOwnBody(Thread current) {
    return current == THREAD.getAcquire(this);
  }

  private Termination terminationToAwait() {
    if (isOwnBody(Thread.currentThread())) {
      throw new IllegalStateException("a body can't wait for its own fork");
    }
    return termination();
  }

  private Termination termination() {
    Termination existing = termination;
    if (existing == null) {
      existing = new Termination();
      if (!TERMINATION.compareAndSet(this, null, existing)) {
        return Objects.requireNonNull(termination);
      }
    }
    if (outcome != null) { // ended before it could see that somebody waits
      existing.countDown();
      existing.future.complete(null);
    }
    return existing;
  }

  @Override
  public String toString() {
    long id = id();
    String forks = id == 0 ? "not forked" : "forked as thread " + id;
    return "Fork[" + state().toString().toLowerCase(java.util.Locale.ROOT) + ", " + forks + "]";
  }
}
