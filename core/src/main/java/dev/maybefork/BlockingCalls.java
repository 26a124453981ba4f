package dev.maybefork;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Where children block in native code: one that waits for a pipe parks until the kernel says that
 * it's ready, any other moves to a helper. Either is a block like all others: a child that may fork
 * forks.
 */
final class BlockingCalls implements NativeCalls {
  /** By the numbers of kinds. */
  private static final BlockKind[] BLOCK_KINDS = {
    BlockKind.FILE,
    BlockKind.PIPE,
    BlockKind.NAME_LOOKUP,
    BlockKind.PROCESS,
    BlockKind.SOCKET,
    BlockKind.FILE // the lock of one
  };

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
      return GO_ON;
    }
    child.blocksOn(BLOCK_KINDS[kind]);
    int result = GO_ON;
    try {
      result = fd >= 0 && poller(reads).enter(fd) ? ENTERED : move(child, kind);
    } finally {
      if (result != ENTERED) {
        child.blocksOn(null);
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
  private static int move(Child child, int kind) {
    boolean othersEnd = kind == PIPE || kind == SOCKET || kind == LOCK;
    if (!Helpers.move(child, helpers(othersEnd), othersEnd)) {
      return GO_ON;
    }
    Internals.pin();
    return MOVED;
  }

  /** What others have to end may never end: it must not keep helpers from those that do it. */
  private static Executor helpers(boolean othersEnd) {
    return othersEnd ? Helpers.OF_CALLS_THAT_OTHERS_END : Helpers.OF_CALLS_THAT_END;
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
      child.blocksOn(null);
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
    Helpers.leave();
  }
}
