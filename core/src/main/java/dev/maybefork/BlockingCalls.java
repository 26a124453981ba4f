package dev.maybefork;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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

  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @Override
  public int before(int site, int kind, int fd, boolean reads, boolean closeable) {
    Child child = Child.current();
    if (child == null || !child.mayMove()) {
      return GO_ON;
    }
    child.blocksOn(BLOCK_KINDS[kind]);
    try {
      return block(child, kind, fd, reads, closeable);
    } finally {
      child.blocksOn(null);
    }
  }

  private static int block(Child child, int kind, int fd, boolean reads, boolean closeable) {
    if (kind == PIPE && fd >= 0) {
      DescriptorPoller poller = reads ? DescriptorPoller.FOR_READING : DescriptorPoller.FOR_WRITING;
      if (await(poller, fd, closeable)) {
        return WAITED;
      }
    }
    return Helpers.move(child, helpersFor(kind)) ? MOVED : GO_ON;
  }

  /** What others have to end may never end: it must not keep helpers from those that do it. */
  private static Executor helpersFor(int kind) {
    return kind == PIPE || kind == LOCK
        ? Helpers.OF_CALLS_THAT_OTHERS_END
        : Helpers.OF_CALLS_THAT_END;
  }

  /**
   * An interrupt ends no read or write of a stream, which is native code to the JDK. It closes a
   * channel; but who does that waits for the readers and writers to notice.
   */
  private static boolean await(DescriptorPoller poller, int fd, boolean closeable) {
    boolean interrupted = !closeable && Thread.interrupted();
    try {
      return poller.await(fd, closeable ? CLOSE_NANOS : Long.MAX_VALUE);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      LockSupport.unpark(
          Thread.currentThread()); // the permit of an unpark that was meant for others
    }
  }

  @Override
  public void after() {
    Helpers.leave();
  }
}
