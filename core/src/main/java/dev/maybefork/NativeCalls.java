package dev.maybefork;

/**
 * The engine's side of the hooks that the agent puts in front of the JDK's methods that block in
 * native code. Called by the child itself; what either method calls is not hooked, nor is what lies
 * between the two. Neither may throw.
 */
interface NativeCalls {
  /**
   * The current thread is about to block in native code. It can be moved: parked, and resumed on a
   * thread that may block. It isn't a child if a child has started it and it has inherited the
   * scheduler; it can't be moved if it is pinned.
   *
   * @param site the number of a {@code dev.maybefork.agent.Site}
   * @param kind that of a {@code dev.maybefork.agent.Kind}
   * @return true if it has been moved, and runs there already; the call follows, then {@link
   *     #afterBlocking}. False if the call shall block right here.
   */
  boolean beforeBlocking(int site, int kind);

  /** The call is over, normally or not. On the same thread, whose carrier may have changed. */
  void afterBlocking();
}
