package dev.maybefork;

import dev.maybefork.internal.watch.JoinWatch;
import dev.maybefork.internal.watch.WaitingJoin;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task of an executor: a future that knows the thread that runs it, for who waits for it. */
final class SubmittedTask<T extends @Nullable Object> extends FutureTask<T>
    implements WaitingJoin.Children {
  private volatile boolean started;
  private volatile @Nullable Thread thread; // while it runs

  SubmittedTask(Callable<T> task) {
    super(task);
  }

  boolean isStarted() {
    return started;
  }

  @Override
  public void run() {
    started = true;
    thread = Thread.currentThread();
    try {
      super.run();
    } finally {
      thread = null;
    }
  }

  @Override
  public void forEachThread(Consumer<Thread> action) {
    Thread running = thread;
    if (running != null) {
      action.accept(running);
    }
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (!isDone()) {
      JoinWatch.during(this, /* timed= */ false, this::await);
    }
    return super.get();
  }

  private void await() throws InterruptedException {
    try {
      T _ = super.get();
    } catch (ExecutionException | CancellationException e) {
      // thrown by get
    }
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!isDone()) {
      long deadline = System.nanoTime() + unit.toNanos(timeout);
      JoinWatch.Wait<InterruptedException> wait = () -> await(deadline);
      JoinWatch.during(this, /* timed= */ true, wait);
      return super.get(0, TimeUnit.NANOSECONDS);
    }
    return super.get(timeout, unit);
  }

  private void await(long deadline) throws InterruptedException {
    try {
      T _ = super.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | CancellationException | TimeoutException e) {
      // thrown by get
    }
  }
}
