package dev.maybefork;

/**
 * The fork potential of a child: while it's open, a block makes the child go its own way; while
 * it's closed, a block holds the caller. All methods are the child's own to call.
 */
interface Potential {
  /** Closes it. True if the child has gone its own way already; then it makes no difference. */
  boolean close();

  /**
   * Opens it again. False if the child has lost its host's stack without going its own way: its
   * host waits for it to end, so that it had better end soon.
   */
  boolean reopen();

  /** While it's open: goes its own way right here, if it may. */
  default void comeAway() {}
}
