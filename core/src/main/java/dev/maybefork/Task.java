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

  /** Whether a body is what it does first; a loop asks its iterator before. */
  default boolean beginsWithBody() {
    return true;
  }

  /** The task itself, if this one only stands for it. */
  default Task unwrapped() {
    return this;
  }

  /** Whether it may go its own way, whatever it's asked for. Called by its host or its caller. */
  default boolean mayFork() {
    return true;
  }

  /**
   * At a block of a child with open potential: whether it goes its own way. If not, it holds its
   * caller, for this time. Called by the child's host, as is {@link #forkedAs}.
   */
  default boolean mayForkAt(Block block) {
    return mayFork();
  }

  /** Before it starts, by its caller: whether it is a thread of its own at once. */
  default boolean forksAtOnce() {
    return false;
  }

  /** Whether it may have to go its own way at any time. */
  default boolean isTimed() {
    return false;
  }

  /** How long its caller waits for it, in nanoseconds; by the caller, of a timed one. */
  default long nanosLeft() {
    return Long.MAX_VALUE;
  }

  /** The time is over: whether it goes its own way. By the caller, of a timed one. */
  default boolean mayForkNowAt(Block block) {
    return mayFork();
  }

  /** It will go its own way, from there. Before {@link #forkedAs}; not if nobody asks for it. */
  default void forkedAt(ForkPoint point) {}

  /** The child goes its own way. It does so when this has returned. Must not throw. */
  void forkedAs(Thread child);

  /** The body could not run to its end, which only a VM error brings about. */
  void fail(Throwable e);
}
