package dev.maybefork;

import dev.maybefork.internal.engine.ForkGate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A thread's own runnable; what it throws goes to the thread's handler of uncaught exceptions. */
final class ThreadTask implements BodyTask {
  private final Runnable runnable;
  private @Nullable Thread thread;
  private @Nullable ForkGate gate;
  private @Nullable BodyTask inPlace;

  ThreadTask(Runnable runnable) {
    this.runnable = runnable;
  }

  @Override
  public void onStart(Thread child, ForkGate gate) {
    this.thread = child;
    this.gate = gate;
  }

  @Override
  public void run() {
    runnable.run();
  }

  /** From here on it is what this other task says that runs. Called in the thread. */
  void become(BodyTask task) {
    task.onStart(Objects.requireNonNull(thread), Objects.requireNonNull(gate));
    inPlace = task;
    task.run();
  }

  /** What a body may do includes holding its caller, which {@code Thread.start} has pinned. */
  @Override
  public boolean isBody() {
    return false;
  }

  @Override
  public void onForkPoint(ForkPoint point) {
    if (inPlace != null) {
      inPlace.onForkPoint(point);
    }
  }

  @Override
  public void onFork(Thread child) {
    if (inPlace != null) {
      inPlace.onFork(child);
    }
  }

  /** What it throws itself is for the thread's handler, who gets it anyway. */
  @Override
  public void onFailure(Throwable e) {
    if (inPlace != null) {
      inPlace.onFailure(e);
    }
  }
}
