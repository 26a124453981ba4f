package dev.maybefork;

/**
 * The engine's side of the hooks that the agent puts in front of the JDK's methods that block in
 * native code. Called by the child itself; what either method calls is not hooked, nor is what lies
 * between the two. Neither may throw.
 */
interface NativeCalls {
  /** Results of {@link #before}, as {@code jdk.internal.misc.MaybeForkHook} knows them. */
  int GO_ON = -10; // the call shall block right here

  /** The child runs on a thread that may block. The call follows, then {@link #after}. */
  int MOVED = -11;

  /** The child has waited for the descriptor, which may be ready now. */
  int WAITED = -12;

  /** The kinds that matter here, as {@code dev.maybefork.agent.Kind} numbers them. */
  int PIPE = 1;

  int LOCK = 5;

  /**
   * The current thread is about to block in native code. It isn't a child if a child has started it
   * and it has inherited the scheduler; it can't be moved if it is pinned.
   *
   * @param site the number of a {@code dev.maybefork.agent.Site}
   * @param kind what it blocks on
   * @param fd the descriptor to wait for, if the kernel can tell when it's ready; else -1
   * @param reads whether it is to be read, not written
   * @param closeable whether who closes it waits for this thread to notice
   * @return one of the results
   */
  int before(int site, int kind, int fd, boolean reads, boolean closeable);

  /** The call is over, normally or not. On the same thread, whose carrier may have changed. */
  void after();
}
