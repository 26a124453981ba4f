package dev.maybefork.internal.engine;

/** What a child runs. Its engine asks it whether it may fork, and tells it what becomes of it. */
public interface Task {
  /**
   * Its thread has been made, but doesn't run yet. Called once, by the caller.
   *
   * @param gate for the task to close and open while it runs
   */
  void onStart(Thread child, ForkGate gate);

  /** The work itself. Called by the child. */
  void run();

  /** Whether what it runs may call {@code MaybeFork.endFork}. */
  default boolean isBody() {
    return true;
  }

  /** The task itself, if this one only stands for it. */
  default Task unwrapped() {
    return this;
  }

  /**
   * Whether it forks at this block; if not, it holds its caller until it is resumed. Asked while
   * its gate is open. Called by the host.
   */
  default boolean mayForkAt(BlockEvent block) {
    return true;
  }

  /** Whether it is to be a thread of its own from its start. Called by the caller, before that. */
  default boolean forksAtOnce() {
    return false;
  }

  /** Whether its time may be over while it runs. */
  default boolean isTimed() {
    return false;
  }

  /**
   * How long its caller still waits for it, in nanoseconds. Called by the caller, if it is timed.
   */
  default long nanosLeft() {
    return Long.MAX_VALUE;
  }

  /** Whether it forks now that its time is over. Called by the caller, if it is timed. */
  default boolean mayForkNowAt(BlockEvent block) {
    return true;
  }

  /** It forks: the child goes on by itself when this has returned. Must not throw. */
  void onFork(Thread child);

  /** It could not run to its end, which only a VM error brings about. */
  void onFailure(Throwable e);
}
