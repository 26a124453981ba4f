package dev.maybefork;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loop that runs. One at a time has it in hand: the child that drives it, or the caller between
 * two children, or the last child for the rest. All plain fields are of who has it in hand; it is
 * handed on by the fork of a child (the host sees what the child did) and by the start of the next.
 *
 * <p>The caller gives each child a place for the case that it blocks; who is relieved takes its
 * place along until its item ends. So the places are those that block, and one for the driver.
 *
 * <p>The loop is done when {@code unended} comes to zero: it counts the relieved children, and one
 * for the loop in hand.
 */
final class LoopRun<E extends @Nullable Object, R extends @Nullable Object> {
  /** Runs a child until it has ended or forked. */
  interface Starter {
    void start(Task child);
  }

  private static final VarHandle FAILURE;

  static {
    try {
      FAILURE = MethodHandles.lookup().findVarHandle(LoopRun.class, "failure", Throwable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Iterable<? extends E> items;
  final ForkLoop.ItemFunction<? super E, ? extends R> function;
  private final Semaphore places;
  private final Exhaustion exhaustion;
  private final LoopFork<List<R>> fork = new LoopFork<>(this);

  // of who has the loop in hand
  private @Nullable Iterator<? extends E> iterator;
  private final @Nullable List<R> results; // empty at first; null if they are of no interest
  private @Nullable LoopChild<E, R> lastRelieved;
  private boolean itemIsPutBack;
  private @Nullable E itemPutBack;

  // of all
  private final AtomicInteger unended = new AtomicInteger(1);
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable failure; // the first; a CancellationException for cancel
  private volatile boolean mayInterrupt;

  LoopRun(
      Iterable<? extends E> items,
      ForkLoop.ItemFunction<? super E, ? extends R> function,
      @Nullable List<R> results,
      int limit,
      Exhaustion exhaustion) {
    this.items = items;
    this.function = function;
    this.results = results;
    this.exhaustion = exhaustion;
    this.places = new Semaphore(limit);
    places.acquireUninterruptibly(); // there is one, for the first child
  }

  @Nullable Throwable failure() {
    return failure;
  }

  // the caller

  Fork<List<R>> start(Starter starter) {
    LoopChild<E, R> child = new LoopChild<>(this);
    starter.start(child); // may throw, and nothing has begun then
    try {
      while (child.isLeaving() || (child.isRelieved() && prepareNext(child))) {
        child = new LoopChild<>(this);
        starter.start(child);
      }
    } catch (Throwable e) {
      fail(e, Thread.currentThread());
      over();
    }
    return fork;
  }

  /** Keeps the place of the relieved item's result, and a place for the next child to block in. */
  private boolean prepareNext(LoopChild<E, R> relieved) {
    relieved.relievedBefore = lastRelieved;
    lastRelieved = relieved;
    if (results != null) {
      relieved.index = results.size();
      results.add(null);
    }
    if (exhaustion == Exhaustion.WAIT) {
      awaitPlace();
    }
    if (failure != null) {
      over();
      return false;
    }
    return true;
  }

  private void awaitPlace() {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e, Thread.currentThread());
    }
  }

  // the child in whose hand the loop is

  Iterator<? extends E> iterator() {
    Iterator<? extends E> asked = iterator;
    if (asked == null) {
      asked = items.iterator();
      iterator = asked;
    }
    return asked;
  }

  /** Whether to go on. An interrupt that the item before left behind is not for the next one. */
  boolean hasNext(Iterator<? extends E> items, Thread self) {
    if (self.isInterrupted()) {
      Thread.interrupted();
    }
    return failure == null && (itemIsPutBack || items.hasNext());
  }

  @SuppressWarnings("NullAway") // E may be a nullable type
  E next(Iterator<? extends E> items) {
    if (itemIsPutBack) {
      itemIsPutBack = false;
      E item = itemPutBack;
      itemPutBack = null;
      return item;
    }
    return items.next();
  }

  void putBack(E item) {
    itemPutBack = item;
    itemIsPutBack = true;
  }

  void add(R result) {
    if (results != null) {
      results.add(result);
    }
  }

  // a child that forks; on its host

  /** Whether the child is relieved. If not, it is the last one. */
  boolean forked(Thread child) {
    if (!fork.forked()) {
      fork.forkedAs(child);
    }
    boolean relieved = exhaustion == Exhaustion.WAIT || places.tryAcquire();
    if (relieved) {
      unended.incrementAndGet();
    }
    return relieved;
  }

  // all children

  void entered(Thread child) {
    threads.add(child);
    if (failure != null) {
      interrupt(child);
    }
  }

  void left(Thread child) {
    threads.remove(child);
  }

  boolean runsIn(Thread thread) {
    return threads.contains(thread);
  }

  void itemEnded() {
    places.release();
    ended();
  }

  /** The loop goes out of hand: there is no next item. */
  void over() {
    ended();
  }

  private void ended() {
    if (unended.decrementAndGet() == 0) {
      complete();
    }
  }

  private void complete() {
    Throwable first = failure;
    if (first == null) {
      fork.complete(allResults());
    } else {
      fork.completeExceptionally(first);
    }
  }

  private @Nullable List<R> allResults() {
    if (results == null) {
      return null;
    }
    for (LoopChild<E, R> child = lastRelieved; child != null; child = child.relievedBefore) {
      results.set(child.index, child.result());
    }
    return Collections.unmodifiableList(results);
  }

  // failure

  void fail(Throwable e, Thread self) {
    Throwable first = (Throwable) FAILURE.compareAndExchange(this, null, e);
    if (first == null) {
      mayInterrupt = true;
      interruptAllBut(self);
    } else {
      Failures.join(first, e);
    }
  }

  void cancel(boolean mayInterruptIfRunning) {
    FAILURE.compareAndSet(this, null, new CancellationException("the fork was cancelled"));
    if (mayInterruptIfRunning) {
      mayInterrupt = true;
      interruptAllBut(null);
    }
  }

  private void interruptAllBut(@Nullable Thread self) {
    for (Thread thread : threads) {
      if (thread != self) {
        thread.interrupt();
      }
    }
  }

  private void interrupt(Thread child) {
    if (mayInterrupt) {
      child.interrupt();
    }
  }
}
