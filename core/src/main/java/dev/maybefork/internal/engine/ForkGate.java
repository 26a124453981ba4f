package dev.maybefork.internal.engine;

/**
 * The fork potential of a child. While the gate is open, a block makes the child fork; while it is
 * closed, a block holds the caller. Called by the child.
 */
public interface ForkGate {
  /** Closes it. True if the child has forked already; then it makes no difference. */
  boolean close();

  /**
   * Opens it again. False if the child has lost its host's stack without a fork: its host waits for
   * it to end, so it had better end soon.
   */
  boolean open();

  /** Forks right here, if it is open and the task may fork. */
  void forkNow();
}
