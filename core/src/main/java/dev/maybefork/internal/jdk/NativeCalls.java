package dev.maybefork.internal.jdk;

/**
 * The engine's side of the hooks that the agent puts in front of the JDK's methods that block in
 * native code; the numbers are those of {@link HookProtocol}. Called by the child itself, but for
 * {@link #closing}; what these methods call is not hooked, nor is what lies between MOVED and
 * {@link #after}. None may throw.
 */
public interface NativeCalls {
  /**
   * The current thread is about to block in native code. It isn't a child if a child has started it
   * and it has inherited the scheduler; it can't be moved if it is pinned.
   *
   * @param site the number of a {@code dev.maybefork.agent.Site}
   * @param kind of what it blocks on
   * @param fd the descriptor to wait for, if the kernel can tell when it's ready; else -1
   * @param reads whether it is to be read, not written
   * @return PROCEED, MOVED or ENTERED
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

  /**
   * The descriptor is closed next, and who waits for it shall look at it again. Called by anybody.
   */
  void closing(int fd);

  /** The call is over, normally or not. On the same thread, whose carrier may have changed. */
  void after();
}
