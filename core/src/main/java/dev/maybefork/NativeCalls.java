package dev.maybefork;

/**
 * The engine's side of the hooks that the agent puts in front of the JDK's methods that block in
 * native code. Called by the child itself, but for {@link #closing}; what these methods call is not
 * hooked, nor is what lies between MOVED and {@link #after}. None may throw.
 */
interface NativeCalls {
  /** Results of {@link #before}, as {@code jdk.internal.misc.MaybeForkHook} knows them. */
  int GO_ON = -10; // the call shall block right here

  /** The child is on a thread that may block, and stays there. The call follows, then after(). */
  int MOVED = -11;

  /**
   * The child is about to wait for the descriptor. Either {@link #park} or {@link #leave} follow.
   */
  int ENTERED = -13;

  /** The kinds that matter here, as {@code dev.maybefork.agent.Kind} numbers them. */
  int PIPE = 1;

  int SOCKET = 4;
  int LOCK = 5;

  /**
   * The current thread is about to block in native code. It isn't a child if a child has started it
   * and it has inherited the scheduler; it can't be moved if it is pinned.
   *
   * @param site the number of a {@code dev.maybefork.agent.Site}
   * @param kind what it blocks on
   * @param fd the descriptor to wait for, if the kernel can tell when it's ready; else -1
   * @param reads whether it is to be read, not written
   * @return one of the results
   */
  int before(int site, int kind, int fd, boolean reads);

  /**
   * Waits until the descriptor is ready, or is being closed, or the child is interrupted; or for no
   * reason.
   *
   * @param interruptible whether an interrupt ends the wait; else it is kept for later
   */
  void park(int fd, boolean reads, boolean interruptible);

  /** In place of {@link #park}: there is nothing to wait for any more. */
  void leave(int fd, boolean reads);

  /** By anybody: the descriptor is closed next, and who waits for it shall look at it again. */
  void closing(int fd);

  /** The call is over, normally or not. On the same thread, whose carrier may have changed. */
  void after();
}
