package dev.maybefork;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.maybefork.internal.engine.EagerThreads;
import dev.maybefork.internal.jdk.StackMargin;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's thread-per-task executor over eager threads, with an {@code invokeAll} that is a loop:
 * its items are the tasks, and its children are threads of that executor, so that the executor's
 * life cycle is theirs.
 */
final class ForkExecutor implements ExecutorService {
  private final ExecutorService threads;
  private final boolean eager;
  private final ForkOn on;
  private final ForkContext context;
  private final Set<LoopRun<?, ?>> loops = ConcurrentHashMap.newKeySet();

  ForkExecutor(ForkOn on, ForkContext context) {
    this.on = on;
    this.context = context;
    ThreadFactory factory = Conditions.threadFactory(on);
    StackMargin.ensure(); // the JDK's executor may be initialised here: it would be lost to all
    threads = Executors.newThreadPerTaskExecutor(factory);
    eager = factory instanceof EagerThreads;
  }

  /** Whether {@code invokeAll} is one: its children begin on the caller's stack. */
  private boolean isLoop() {
    return eager && !Conditions.actual(on).always();
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return isLoop() ? invokeAll(tasks, /* deadline= */ null) : threads.invokeAll(seeing(tasks));
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return isLoop()
        ? invokeAll(tasks, System.nanoTime() + unit.toNanos(timeout))
        : threads.invokeAll(seeing(tasks), timeout, unit);
  }

  private <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, @Nullable Long deadline)
      throws InterruptedException {
    List<SubmittedTask<T>> items = new ArrayList<>();
    boolean complete = false;
    try {
      try {
        for (Callable<T> task : tasks) {
          items.add(new SubmittedTask<>(seeing(task)));
        }
      } finally { // those before one that is null, or that can't be had, begin all the same
        if (!items.isEmpty()) {
          start(items, deadline);
        }
      }
      complete = awaitAll(items, deadline);
    } finally {
      if (!complete) {
        items.forEach(item -> item.cancel(/* mayInterruptIfRunning= */ true));
      }
    }
    return new ArrayList<>(items);
  }

  private <T extends @Nullable Object> void start(
      List<SubmittedTask<T>> items, @Nullable Long deadline) {
    ForkLoop.ItemFunction<SubmittedTask<T>, @Nullable Void> function =
        item -> {
          if (deadline != null && deadline - System.nanoTime() <= 0) {
            item.cancel(/* mayInterruptIfRunning= */ false);
          }
          item.run();
          return null;
        };
    LoopRun<SubmittedTask<T>, @Nullable Void> loop =
        new LoopRun<>(items, function, /* results= */ null, Integer.MAX_VALUE, Exhaustion.WAIT);
    loops.add(loop);
    try {
      var _ = loop.start(child -> start(child, items));
    } finally {
      loops.remove(loop);
    }
    Throwable failure = loop.failure();
    if (failure instanceof RejectedExecutionException rejected) {
      throw rejected;
    }
    if (failure instanceof Error error) { // no stack or memory was left to start the next child
      throw error;
    }
    for (SubmittedTask<T> item : items) {
      if (!item.isStarted()) { // shutdownNow came first
        item.cancel(/* mayInterruptIfRunning= */ false);
      }
    }
  }

  private <T extends @Nullable Object> void start(BodyTask child, List<SubmittedTask<T>> items) {
    try {
      threads.execute(
          () -> ((ThreadTask) Objects.requireNonNull(Engines.get().current())).become(child));
    } catch (RejectedExecutionException e) {
      if (!items.stream().allMatch(item -> item.isStarted())) {
        throw e;
      }
      Conditions.start(child, ForkOn.BLOCKING); // it will find that there are no more items
    }
  }

  private static <T extends @Nullable Object> boolean awaitAll(
      List<SubmittedTask<T>> items, @Nullable Long deadline) throws InterruptedException {
    for (SubmittedTask<T> item : items) {
      try {
        if (deadline == null) {
          item.get();
        } else {
          item.get(deadline - System.nanoTime(), NANOSECONDS);
        }
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException | CancellationException e) {
        // it's in the future
      }
    }
    return true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    threads.shutdown(); // so that no loop goes on in a new thread
    loops.forEach(loop -> loop.cancel(/* mayInterruptIfRunning= */ true));
    return threads.shutdownNow();
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return started(new SubmittedTask<>(seeing(task)));
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
    return started(new SubmittedTask<>(seeing(Executors.callable(task, result))));
  }

  @Override
  public Future<?> submit(Runnable task) {
    return started(new SubmittedTask<>(seeing(Executors.callable(task))));
  }

  private <T extends @Nullable Object> Future<T> started(SubmittedTask<T> task) {
    threads.execute(task);
    return task;
  }

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task);
    threads.execute(Contexts.within(context, task));
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    return threads.invokeAny(seeing(tasks));
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return threads.invokeAny(seeing(tasks), timeout, unit);
  }

  /** Within its future, so that this ends, whatever becomes of the context. */
  private <T extends @Nullable Object> Callable<T> seeing(Callable<T> task) {
    Objects.requireNonNull(task);
    return Contexts.within(context, task);
  }

  /** One by one: those before one that is null, or that can't be had, begin all the same. */
  private <T extends @Nullable Object> Collection<Callable<T>> seeing(
      Collection<? extends Callable<T>> tasks) {
    return new AbstractCollection<>() {
      @Override
      public Iterator<Callable<T>> iterator() {
        Iterator<? extends Callable<T>> each = tasks.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Callable<T> next() {
            return seeing(each.next());
          }
        };
      }

      @Override
      public int size() {
        return tasks.size();
      }
    };
  }

  // as they are

  @Override
  public void shutdown() {
    threads.shutdown();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
