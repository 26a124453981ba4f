package dev.maybefork;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.Log;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A scope that its forks don't outlive: when {@link #close()} has returned, every body has ended
 * and every resource that was given to the scope is closed.
 *
 * {@snippet :
 * try (ForkScope scope = ForkScope.open()) {
 *     Fork<User> user = scope.fork(() -> users.find(id));        // a plain call, if it doesn't block
 *     Fork<List<Order>> orders = scope.fork(() -> {
 *         Connection db = scope.own(pool.getConnection());       // closed at the end, whoever waits
 *         return ordersOf(db, id);
 *     });
 *     scope.join();                                              // throws what the first of them threw
 *     return new Page(user.join(), orders.join());
 * }
 * }
 *
 * <p>It's the seed's answer to what a body leaves open when it forks: "all that is needed is for
 * that state to be visible in the parent".
 *
 * <p><b>Failure.</b> The first body that throws cancels the scope: all other forks are {@linkplain
 * Fork#cancel cancelled} and their children interrupted, forks from then on are cancelled before
 * their bodies run, and {@link #join()} throws. A fork that its user cancels is no failure.
 *
 * <p><b>Threads.</b> A scope belongs to the thread that opened it, its owner: only the owner may
 * {@link #join()} and {@link #close()}; the owner and the bodies of the scope may {@link #fork};
 * any thread may {@link #own}. What a body did happens-before {@code join} and {@code close}
 * return.
 *
 * <p>The rules are those of {@code java.util.concurrent.StructuredTaskScope}, except for {@code
 * own}, for bodies that fork, and that a fork may be joined by itself.
 */
public final class ForkScope implements AutoCloseable {
  private final Thread owner = Thread.currentThread();
  private final ScopeChildren children;
  private final OwnedResources resources = new OwnedResources();

  // written by the owner
  private volatile boolean closed;
  private boolean joined;

  private final ForkOn on;
  private final ForkContext context;

  /** What it is recorded for; null if it isn't. */
  private final @Nullable ScopeCounts counts = Flight.recordsScopes() ? new ScopeCounts() : null;

  private ForkScope(int limit, ForkOn on, ForkContext context) {
    children = new ScopeChildren(this, owner, limit);
    this.on = on;
    this.context = context;
  }

  /**
   * Opens a scope, owned by the current thread, in which any number of bodies may fork.
   *
   * @return the scope
   */
  public static ForkScope open() {
    return open(Integer.MAX_VALUE);
  }

  /**
   * Opens a scope, owned by the current thread, with at most so many forked children at a time. At
   * the limit, a block holds the caller until the body goes on, as in a plain call; where {@link
   * MaybeFork#engineStatus()} says that nothing was opened to the library, at most until then.
   *
   * @param limit the number of children, at least 1
   * @return the scope
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static ForkScope open(int limit) {
    Engines.ensureChosen();
    return open(limit, ForkOn.BLOCKING);
  }

  /**
   * The same, with a condition for all bodies that are forked without one.
   *
   * @param limit the number of children, at least 1; {@link Integer#MAX_VALUE} for any number
   * @param on when they fork
   * @return the scope
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws NullPointerException if {@code on} is null
   */
  public static ForkScope open(int limit, ForkOn on) {
    return open(limit, on, Contexts.REGISTERED);
  }

  /**
   * The same, with what its bodies see of the thread that forks them.
   *
   * @param limit the number of children, at least 1; {@link Integer#MAX_VALUE} for any number
   * @param on when they fork
   * @param context captured at each {@code fork}; instead of those that are {@linkplain
   *     ForkContext#registered registered}
   * @return the scope
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws NullPointerException if an argument is null
   */
  public static ForkScope open(int limit, ForkOn on, ForkContext context) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    Objects.requireNonNull(on, "on");
    Objects.requireNonNull(context, "context");
    Engines.ensureChosen();
    return new ForkScope(limit, on, context);
  }

  /**
   * Runs the body as {@link MaybeFork#maybeFork(Callable)} does, as a child of this scope. If the
   * scope is cancelled, the body does not run, and the fork is cancelled.
   *
   * @param <T> the type of the body's result
   * @param body the code to run
   * @return the fork
   * @throws NullPointerException if {@code body} is null
   * @throws WrongThreadException if the current thread is neither the owner nor runs a body of this
   *     scope
   * @throws IllegalStateException if the scope is closed
   * @throws StackOverflowError if there is not enough stack left to begin; the body has not run
   *     then
   * @throws OutOfMemoryError if there is not enough memory left to begin; the body has not run then
   */
  public <T extends @Nullable Object> Fork<T> fork(Callable<? extends T> body) {
    return fork(on, body);
  }

  /**
   * As {@link #fork(Callable)}, on a condition of its own.
   *
   * @param <T> the type of the body's result
   * @param on when it forks
   * @param body the code to run
   * @return the fork
   * @throws NullPointerException if an argument is null
   * @throws WrongThreadException if the current thread is neither the owner nor runs a body of this
   *     scope
   * @throws IllegalStateException if the scope is closed
   */
  public <T extends @Nullable Object> Fork<T> fork(ForkOn on, Callable<? extends T> body) {
    Objects.requireNonNull(on, "on");
    Objects.requireNonNull(body, "body");
    ensureMember();
    ensureOpen();
    if (Thread.currentThread() == owner) {
      joined = false;
    }
    ScopedFork<T> fork = new ScopedFork<>(this, children, Contexts.within(context, body));
    children.add(fork);
    if (children.isCancelled()) {
      fork.skip();
      return fork;
    }
    try {
      Conditions.start(fork, on);
    } catch (Throwable e) {
      fork.neverBegan();
      throw e;
    }
    if (counts != null) {
      counts.add(fork);
    }
    return fork;
  }

  /**
   * As {@link #fork(Callable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @return the fork, whose result is null
   * @throws NullPointerException if {@code body} is null
   * @throws WrongThreadException if the current thread is neither the owner nor runs a body of this
   *     scope
   * @throws IllegalStateException if the scope is closed
   */
  public Fork<Void> fork(ForkBody body) {
    return fork(on, body);
  }

  /**
   * As {@link #fork(ForkBody)}, on a condition of its own.
   *
   * @param on when it forks
   * @param body the code to run
   * @return the fork, whose result is null
   * @throws NullPointerException if an argument is null
   * @throws WrongThreadException if the current thread is neither the owner nor runs a body of this
   *     scope
   * @throws IllegalStateException if the scope is closed
   */
  public Fork<Void> fork(ForkOn on, ForkBody body) {
    Objects.requireNonNull(body, "body");
    return this.<Void>fork(on, new BodyCall(body));
  }

  /**
   * Gives the scope a resource to close. {@link #close()} closes all it was given when all bodies
   * have ended, in reverse order.
   *
   * {@snippet :
   * Reader in = scope.own(Files.newBufferedReader(path));
   * }
   *
   * <p>Any thread may call it. If it's too late, the resource is closed at once, and the call
   * fails; so a resource opened in the call's argument is never left open.
   *
   * @param <C> the type of the resource
   * @param resource the resource
   * @return the resource
   * @throws NullPointerException if {@code resource} is null
   * @throws IllegalStateException if the scope has closed its resources; this one is closed too
   *     then
   */
  public <C extends AutoCloseable> C own(C resource) {
    Objects.requireNonNull(resource, "resource");
    resources.add(resource);
    return resource;
  }

  /**
   * Waits until all bodies have ended, or the first has failed. May be called again after further
   * forks.
   *
   * @throws CompletionException if a body threw; what the first of them threw is the cause
   * @throws InterruptedException if the owner is interrupted before or while it waits; nothing is
   *     cancelled by that, but {@link #close()} does it
   * @throws WrongThreadException if the current thread is not the owner
   * @throws IllegalStateException if the scope is closed
   */
  public void join() throws InterruptedException {
    ensureOwner();
    ensureOpen();
    joined = true;
    children.join();
    Throwable first = children.failure();
    if (first != null) {
      throw new CompletionException(first);
    }
  }

  /**
   * Closes the scope: cancels what still runs, waits until every body has ended, then closes the
   * {@linkplain #own resources}. Does nothing if the scope is closed already.
   *
   * <p>The wait can't be interrupted; an interrupt of the owner is kept. A body that goes on after
   * an interrupt is interrupted again, after a second first, then at growing intervals.
   *
   * @throws WrongThreadException if the current thread is not the owner; the scope stays as it is
   * @throws IllegalStateException if bodies had to be cancelled for which the owner never called
   *     {@link #join()}; the scope is closed all the same
   * @throws CompletionException if a resource threw a checked exception, which is the cause. What a
   *     resource throws unchecked is thrown as it is; what further resources throw is suppressed in
   *     it. All resources are closed in any case.
   */
  @Override
  public void close() {
    ensureOwner();
    if (closed) {
      return;
    }
    int forgotten = joined ? 0 : children.count();
    children.cancelAndJoin();
    closed = true;
    if (counts != null) {
      counts.commit();
    }
    Throwable thrown = resources.closeAll();
    if (forgotten > 0 && children.failure() == null) {
      IllegalStateException misuse =
          new IllegalStateException(
              forgotten + " bodies were running, and are cancelled: call join() before close()");
      Failures.join(misuse, thrown);
      throw misuse;
    }
    Failures.rethrow(thrown);
  }

  // who may do what

  private void ensureOwner() {
    if (Thread.currentThread() != owner) {
      throw new WrongThreadException(
          "only the thread that opened the scope may do this: " + Log.printable(owner));
    }
  }

  private void ensureMember() {
    Thread current = Thread.currentThread();
    boolean member =
        current == owner
            || (Engines.get().current() instanceof ScopedFork<?> fork && fork.scope() == this);
    if (!member) {
      throw new WrongThreadException(
          "only the thread that opened the scope and the bodies of the scope may fork: "
              + Log.printable(owner));
    }
  }

  private void ensureOpen() {
    if (closed) {
      throw new IllegalStateException("the scope is closed");
    }
  }
}
