package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.DescriptorPoller;
import dev.maybefork.internal.jdk.HookProtocol;
import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.NativeCalls;
import dev.maybefork.internal.jdk.StackMargin;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Where children block in native code: one that waits for a pipe parks until the kernel says that
 * it's ready, any other moves to a helper. Either is a block like all others: a child that may fork
 * forks.
 */
final class BlockingCalls implements NativeCalls {
  /**
   * Initialised before there is a child that waits: who closes a descriptor then asks them, and to
   * load a class may be to close a file.
   */
  private static final DescriptorPoller FOR_READING = DescriptorPoller.FOR_READING;

  private static final DescriptorPoller FOR_WRITING = DescriptorPoller.FOR_WRITING;

  @Override
  public int before(int site, int kind, int fd, boolean reads) {
    Child child = Child.current();
    if (child == null || !hasStack()) {
      return HookProtocol.PROCEED;
    }
    child.blocksOn(kind);
    int result = HookProtocol.PROCEED;
    try {
      result = fd >= 0 && poller(reads).enter(fd) ? HookProtocol.ENTERED : offload(child, kind);
    } finally {
      if (result != HookProtocol.ENTERED) {
        child.blocksOn(BlockEvent.NO_HINT);
      }
    }
    return result;
  }

  /** For what follows: a move that has begun, or an entry in a list, must come to its end. */
  private static boolean hasStack() {
    try {
      StackMargin.ensure();
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /**
   * Pinned, as it has a carrier for itself: so what the JDK takes from a carrier in the call, it
   * gives back to the same one; and who closes a channel can signal it.
   */
  private static int offload(Child child, int kind) {
    boolean othersEnd =
        kind == HookProtocol.PIPE || kind == HookProtocol.SOCKET || kind == HookProtocol.LOCK;
    if (!OffloadPool.offload(child, helpers(othersEnd), othersEnd)) {
      return HookProtocol.PROCEED;
    }
    Internals.pin();
    return HookProtocol.MOVED;
  }

  /** What others have to end may never end: it must not keep helpers from those that do it. */
  private static Executor helpers(boolean othersEnd) {
    return othersEnd ? OffloadPool.OF_CALLS_THAT_OTHERS_END : OffloadPool.OF_CALLS_THAT_END;
  }

  private static DescriptorPoller poller(boolean reads) {
    return reads ? FOR_READING : FOR_WRITING;
  }

  @Override
  public void park(int fd, boolean reads, boolean interruptible) {
    boolean interrupted = !interruptible && Thread.interrupted();
    try {
      poller(reads).park(fd);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      blocksNoLonger();
    }
  }

  @Override
  public void leave(int fd, boolean reads) {
    poller(reads).leave(fd);
    blocksNoLonger();
  }

  private static void blocksNoLonger() {
    Child child = Child.current();
    if (child != null) {
      child.blocksOn(BlockEvent.NO_HINT);
    }
    // the permit of an unpark that was meant for others
    LockSupport.unpark(Thread.currentThread());
  }

  @Override
  public void closing(int fd) {
    FOR_READING.closing(fd);
    FOR_WRITING.closing(fd);
  }

  @Override
  public void after() {
    Internals.unpin();
    OffloadPool.leave();
  }
}
