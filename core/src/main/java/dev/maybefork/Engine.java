package dev.maybefork;

/** A way to run a body until it has ended or forked. */
interface Engine {
  /**
   * Runs the body of a fork as a child of the current thread, and returns when it has ended or
   * forked.
   */
  void start(ForkImpl<?> fork);

  /**
   * Ends the fork potential of the body that the current thread runs.
   *
   * @throws IllegalStateException if it runs none
   */
  boolean endFork();

  static IllegalStateException notInBody() {
    return new IllegalStateException("endFork() was called outside a body run by maybeFork");
  }
}
