package dev.maybefork;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A way to run a task until it has ended or forked. */
interface Engine {
  /** Runs the task as a child of the current thread, and returns when it has ended or forked. */
  void start(Task task);

  /**
   * Ends the fork potential of the body that the current thread runs.
   *
   * @throws IllegalStateException if it runs none
   */
  boolean endFork();

  /** The task that the current thread runs as a child; null if it runs none. */
  @Nullable Task current();

  /**
   * Moves the current thread, if it runs a task as a child and can, to a helper thread that may
   * block. {@link #leaveHelper} must follow if it returns true.
   */
  boolean moveToHelper();

  /** Moves the current thread back from a helper. */
  void leaveHelper();

  /** Makes threads whose {@code start()} is as {@link #start}, under that condition. */
  ThreadFactory threadFactory(ForkOn on);

  /** Starts a child that is a thread like any other at once. Its engine takes it for forked. */
  static void startForked(Thread child, Task task) {
    child.setName("maybefork-" + child.threadId());
    task.forkedAs(child);
    try {
      child.start();
    } catch (Throwable e) { // no memory for it
      task.fail(e);
      throw e;
    }
  }

  static IllegalStateException notInBody() {
    return new IllegalStateException("endFork() was called outside a body run by maybeFork");
  }
}
