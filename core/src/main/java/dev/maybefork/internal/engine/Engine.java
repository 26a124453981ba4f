package dev.maybefork.internal.engine;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A way to run a task until it has ended or forked. */
public interface Engine {
  /** Runs the task as a child of the current thread, and returns when it has ended or forked. */
  void start(Task task);

  /**
   * Closes the gate of the body that the current thread runs, for good.
   *
   * @return whether the body has forked
   * @throws IllegalStateException if the current thread runs no body
   */
  boolean endFork();

  /** The task that the current thread runs as a child; null if it runs none. */
  @Nullable Task current();

  /**
   * Offloads the current thread, if it is a child and can move, to a thread that may block. {@link
   * #leaveOffload} must follow if it returns true.
   */
  boolean offload();

  /** Ends what {@link #offload} began. */
  void leaveOffload();

  /**
   * Makes threads whose {@code start()} is as {@link #start}.
   *
   * @param tasks the task for what a thread is to run
   */
  ThreadFactory threadFactory(Function<Runnable, Task> tasks);

  /** Starts a child that is a thread like any other at once. Its engine takes it for forked. */
  static void startForked(Thread child, Task task) {
    child.setName("maybefork-" + child.threadId());
    task.onFork(child);
    try {
      child.start();
    } catch (Throwable e) { // no memory for it
      Tally.forkedEnded();
      task.onFailure(e);
      throw e;
    }
  }

  /** What {@link #endFork} throws. */
  static IllegalStateException notInBody() {
    return new IllegalStateException("endFork() was called outside a body run by maybeFork");
  }
}
