package dev.maybefork;

import dev.maybefork.internal.jdk.Uninterruptibly;
import dev.maybefork.internal.watch.JoinWatch;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Gatherer.Downstream;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run of a gatherer of {@link ForkGatherers}: the elements that were taken and not
 * yet passed on. It's used by one thread at a time; the bodies only say that they have ended.
 */
abstract class MapRun<T extends @Nullable Object, R extends @Nullable Object> {
  /** The mapping of an element. */
  final class MapFork extends ForkImpl<R> {
    private final AtomicInteger ends = new AtomicInteger();

    private MapFork(T element) {
      super(Contexts.within(Contexts.REGISTERED, () -> mapper.apply(element)));
    }

    @Override
    void bodyEnded() {
      if (ends.getAndIncrement() == 0) { // a VM error may end it twice
        ended(this);
      }
    }
  }

  final int limit;
  private final Function<? super T, ? extends R> mapper;
  private final AtomicInteger unended = new AtomicInteger();
  private volatile @Nullable Thread waiter;

  MapRun(int limit, Function<? super T, ? extends R> mapper) {
    Engines.ensureChosen();
    this.limit = limit;
    this.mapper = mapper;
  }

  /** An element comes. */
  final boolean integrate(T element, Downstream<? super R> downstream) {
    return orCancel(() -> {
      MapFork fork = new MapFork(element);
      taken(fork);
      unended.incrementAndGet();
      try {
        Conditions.start(fork, ForkOn.BLOCKING);
      } catch (Throwable neverBegan) {
        fork.bodyEnded();
        throw neverBegan;
      }
      return passOn(downstream, limit - 1);
    });
  }

  /** No more elements. */
  final void finish(Downstream<? super R> downstream) {
    orCancel(() -> passOn(downstream, 0));
  }

  abstract void taken(MapFork fork);

  /** All that were taken and not passed on. */
  abstract Collection<MapFork> outstanding();

  /** Passes results on, waiting for them while more than so many elements are outstanding. */
  abstract boolean passOn(Downstream<? super R> downstream, int mayStayOutstanding);

  void ended(MapFork fork) {
    if (unended.decrementAndGet() == 0) {
      LockSupport.unpark(waiter);
    }
  }

  static <R extends @Nullable Object> boolean push(Fork<R> fork, Downstream<? super R> downstream) {
    R result;
    try {
      result = fork.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new RuntimeException(e.getCause());
    }
    return downstream.push(result);
  }

  private interface Step {
    boolean run();
  }

  /** Runs the step; if that was the last one, cancels what is outstanding. */
  private boolean orCancel(Step step) {
    boolean proceeds = false;
    try {
      proceeds = step.run();
      return proceeds;
    } finally {
      if (!proceeds && !outstanding().isEmpty()) {
        outstanding().forEach(fork -> fork.cancel(/* mayInterruptIfRunning= */ true));
        JoinWatch.during(this::forEachThread, /* timed= */ false, this::awaitEnds);
        outstanding().clear();
      }
    }
  }

  private void forEachThread(Consumer<Thread> action) {
    outstanding().forEach(fork -> fork.forEachThread(action));
  }

  private void awaitEnds() {
    boolean interrupted = false;
    waiter = Thread.currentThread();
    while (unended.get() > 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Passes results on in the order of the elements. */
  static final class InOrder<T extends @Nullable Object, R extends @Nullable Object>
      extends MapRun<T, R> {
    private final ArrayDeque<MapFork> forks = new ArrayDeque<>();

    InOrder(int limit, Function<? super T, ? extends R> mapper) {
      super(limit, mapper);
    }

    @Override
    void taken(MapFork fork) {
      forks.addLast(fork);
    }

    @Override
    Collection<MapFork> outstanding() {
      return forks;
    }

    @Override
    boolean passOn(Downstream<? super R> downstream, int mayStayOutstanding) {
      boolean proceeds = !downstream.isRejecting();
      while (proceeds && !forks.isEmpty()) {
        MapFork first = forks.getFirst();
        if (!first.isDone() && forks.size() <= mayStayOutstanding) {
          break;
        }
        forks.removeFirst();
        proceeds = push(first, downstream);
      }
      return proceeds;
    }
  }

  /** Passes results on in the order in which they come. */
  static final class AsTheyCome<T extends @Nullable Object, R extends @Nullable Object>
      extends MapRun<T, R> {
    private final Set<MapFork> forks = new HashSet<>();
    private final LinkedTransferQueue<MapFork> ended = new LinkedTransferQueue<>();

    AsTheyCome(int limit, Function<? super T, ? extends R> mapper) {
      super(limit, mapper);
    }

    @Override
    void taken(MapFork fork) {
      forks.add(fork);
    }

    @Override
    void ended(MapFork fork) {
      ended.add(fork);
      super.ended(fork);
    }

    @Override
    Collection<MapFork> outstanding() {
      return forks;
    }

    @Override
    boolean passOn(Downstream<? super R> downstream, int mayStayOutstanding) {
      boolean proceeds = !downstream.isRejecting();
      while (proceeds && !forks.isEmpty()) {
        MapFork next = forks.size() > mayStayOutstanding ? take(ended) : ended.poll();
        if (next == null) {
          break;
        }
        forks.remove(next);
        proceeds = push(next, downstream);
      }
      return proceeds;
    }

    private static <E> E take(LinkedTransferQueue<E> queue) {
      Queue<E> taken = new ArrayDeque<>(1);
      Uninterruptibly.run(() -> taken.add(queue.take()));
      return taken.remove();
    }
  }
}
