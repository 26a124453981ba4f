package dev.maybefork;

/** What a child runs, and what its engine tells it about. */
interface Task {
  /** Called once, before the thread runs. */
  void boundTo(Thread child, Potential potential);

  /** The body, in the child. */
  void run();

  /** Whether {@link MaybeFork#endFork()} may be called by what it runs. */
  default boolean isBody() {
    return true;
  }

  /**
   * At a block of a child with open potential: whether it may go its own way. If not, it holds its
   * caller, for this time. Called by the child's host, as is the next one.
   */
  default boolean mayFork() {
    return true;
  }

  /** The child goes its own way. It does so when this has returned. Must not throw. */
  void forkedAs(Thread child);

  /** The body could not run to its end, which only a VM error brings about. */
  void fail(Throwable e);
}
