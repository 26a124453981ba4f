package dev.maybefork;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads whose {@link Thread#start()} runs them on the stack of the thread that
 * calls it, until they end or block. To the JDK they are virtual threads with a scheduler of their
 * own, which happens to run the first slice at once.
 */
final class EagerThreads implements ThreadFactory {
  /**
   * A thread's own runnable; what it throws goes to the thread's handler of uncaught exceptions.
   */
  static final class ThreadTask implements Task {
    private final Runnable runnable;
    private @Nullable Thread thread;
    private @Nullable Potential potential;
    private @Nullable Task inPlace;

    private ThreadTask(Runnable runnable) {
      this.runnable = runnable;
    }

    @Override
    public void boundTo(Thread child, Potential potential) {
      this.thread = child;
      this.potential = potential;
    }

    @Override
    public void run() {
      runnable.run();
    }

    /** In the thread: from here on it is what this other task says that runs. */
    void become(Task task) {
      task.boundTo(Objects.requireNonNull(thread), Objects.requireNonNull(potential));
      inPlace = task;
      task.run();
    }

    /** What a body may do includes holding its caller, which {@code Thread.start} has pinned. */
    @Override
    public boolean isBody() {
      return false;
    }

    @Override
    public void forkedAt(ForkPoint point) {
      if (inPlace != null) {
        inPlace.forkedAt(point);
      }
    }

    @Override
    public void forkedAs(Thread child) {
      if (inPlace != null) {
        inPlace.forkedAs(child);
      }
    }

    /** What it throws itself is for the thread's handler, who gets it anyway. */
    @Override
    public void fail(Throwable e) {
      if (inPlace != null) {
        inPlace.fail(e);
      }
    }
  }

  private final InlineEngine engine;
  private final ForkOn on;

  EagerThreads(InlineEngine engine, ForkOn on) {
    this.engine = engine;
    this.on = on;
  }

  @Override
  public Thread newThread(Runnable runnable) {
    Objects.requireNonNull(runnable, "runnable");
    return new Child(Conditions.under(on, new ThreadTask(runnable)), engine).newThread();
  }
}
