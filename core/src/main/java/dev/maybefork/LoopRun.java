package dev.maybefork;

import dev.maybefork.internal.engine.Tally;
import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.watch.JoinWatch;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop that runs. One thread at a time has it in hand: the child that drives it, or the caller
 * between two children, or the last child for the rest. Only that one touches the plain fields. The
 * loop is handed on by the fork of a child (its host sees what the child did), and by the start of
 * the next.
 *
 * <p>The caller gives each child a permit for the case that it blocks; who is relieved takes its
 * permit along until its item ends. So the permits are those that block, and one for the driver.
 *
 * <p>The loop is done when {@code unended} comes to zero: it counts the relieved children, and one
 * for the loop in hand.
 */
final class LoopRun<E extends @Nullable Object, R extends @Nullable Object> {
  /** An iterator from which one item too many was taken. */
  private static final class Rest<E extends @Nullable Object> implements Iterator<E> {
    private final E first;
    private final Iterator<? extends E> others;
    private boolean firstTaken;

    Rest(E first, Iterator<? extends E> others) {
      this.first = first;
      this.others = others;
    }

    @Override
    public boolean hasNext() {
      return !firstTaken || others.hasNext();
    }

    @Override
    public E next() {
      if (!firstTaken) {
        firstTaken = true;
        return first;
      }
      return others.next();
    }
  }

  /** Runs a child until it has ended or forked. */
  interface Starter {
    void start(BodyTask child);
  }

  private static final VarHandle FAILURE;

  static {
    try {
      FAILURE = MethodHandles.lookup().findVarHandle(LoopRun.class, "failure", Throwable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Iterable<? extends E> source;
  final ForkLoop.ItemFunction<? super E, ? extends R> function;
  private final Semaphore permits;
  private final Exhaustion exhaustion;
  private final LoopFork<@Nullable List<R>> fork = new LoopFork<>(this);

  // of who has the loop in hand
  private @Nullable Iterator<? extends E> iterator;
  private final @Nullable List<R> results; // empty at first; null if they are of no interest
  private @Nullable LoopChild<E, R> lastRelieved;

  private long begunItems;
  private long forkedItems;
  private long timesAtLimit;

  /** Items that ended on their caller's time. */
  private long itemsInPlace;

  /** Children of which all was on their caller's time. The engine takes each for a body. */
  private long childrenInPlace;

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
    this.source = items;
    this.function = function;
    this.results = results;
    this.exhaustion = exhaustion;
    this.permits = new Semaphore(limit);
    permits.acquireUninterruptibly(); // there is one, for the first child
  }

  @Nullable Throwable failure() {
    return failure;
  }

  // the caller

  /** The fork's result is null if the results are of no interest. */
  Fork<@Nullable List<R>> start(Starter starter) {
    LoopChild<E, R> child = new LoopChild<>(this);
    starter.start(child); // may throw, and nothing has begun then
    try {
      while (child.isLeaving() || child.isRelieved()) {
        if (child.isRelieved()) {
          prepareNext(child);
        }
        child = new LoopChild<>(this);
        starter.start(child);
      }
    } catch (Throwable e) {
      fail(e, Thread.currentThread());
      over();
    }
    return fork;
  }

  /** Keeps the index of the relieved item's result, and a permit for the next child to block in. */
  private void prepareNext(LoopChild<E, R> relieved) {
    if (results != null) {
      relieved.relievedBefore = lastRelieved;
      lastRelieved = relieved;
      relieved.index = results.size();
      results.add(null);
    }
    if (exhaustion == Exhaustion.WAIT) {
      awaitPermit();
    }
  }

  private void atLimit() {
    timesAtLimit++;
    Tally.loopAtLimit();
  }

  private void awaitPermit() {
    if (permits.tryAcquire()) {
      return; // also if interrupted: that's the items' and the caller's affair then
    }
    atLimit();
    try {
      JoinWatch.during(this::forEachThread, /* timed= */ false, permits::acquire);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e, Thread.currentThread());
    }
  }

  // the child in whose hand the loop is

  Iterator<? extends E> iterator() {
    Iterator<? extends E> asked = iterator;
    if (asked == null) {
      asked = source.iterator();
      iterator = asked;
    }
    return asked;
  }

  /** Whether there may be a next item. An interrupt of the one before is not for that. */
  boolean goesOn(Thread self) {
    if (self.isInterrupted()) {
      Thread.interrupted();
    }
    return failure == null;
  }

  void putBack(E item) {
    iterator = new Rest<>(item, iterator());
  }

  void itemBegins() {
    begunItems++;
  }

  void itemEndedInPlace() {
    itemsInPlace++;
  }

  void childEndedInPlace() {
    childrenInPlace++;
  }

  void add(R result) {
    if (results != null) {
      results.add(result);
    }
  }

  // a child that forks; on its host

  /** The first of the loop is kept. */
  void onForkPoint(ForkPoint point) {
    if (!fork.forked()) {
      fork.onForkPoint(point);
    }
  }

  /** Whether the child is relieved. If not, it is the last one. */
  boolean forked(Thread child) {
    if (!fork.forked()) {
      fork.onFork(child);
    }
    forkedItems++;
    boolean relieved = exhaustion == Exhaustion.WAIT || permits.tryAcquire();
    if (relieved) {
      unended.incrementAndGet();
    } else {
      atLimit();
    }
    return relieved;
  }

  // all children

  void entered(Thread child) {
    threads.add(child);
    if (failure != null && mayInterrupt) {
      child.interrupt();
    }
  }

  void left(Thread child) {
    threads.remove(child);
  }

  void forEachThread(Consumer<Thread> action) {
    threads.forEach(action);
  }

  boolean runsIn(Thread thread) {
    return threads.contains(thread);
  }

  void itemEnded() {
    permits.release();
    over();
  }

  /** One less to wait for: an item, or the loop in hand, as there is no next item. */
  void over() {
    if (unended.decrementAndGet() == 0) {
      complete();
    }
  }

  private void complete() {
    Tally.endedInPlace(itemsInPlace - childrenInPlace);
    Flight.loop(begunItems, itemsInPlace, forkedItems, timesAtLimit);
    Throwable first = failure;
    fork.over(first, first == null ? allResults() : null);
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
}
