package dev.maybefork;

/** What a {@link ForkLoop} does when an item blocks and as many items as its limit allows do so. */
public enum Exhaustion {
  /** The caller waits until one of the blocked items has ended, then goes on with the loop. */
  WAIT,

  /**
   * The last child takes the rest of the loop with it, and the caller returns: "on exhaustion the
   * last child does it all". From there on one item runs after the other, as in any thread; the
   * items that are blocked already go on beside it.
   */
  LAST_CHILD
}
