package jdk.internal.misc;

import static dev.maybefork.internal.jdk.HookProtocol.ENTERED;
import static dev.maybefork.internal.jdk.HookProtocol.FD_SHIFT;
import static dev.maybefork.internal.jdk.HookProtocol.LEAVE;
import static dev.maybefork.internal.jdk.HookProtocol.PARK;
import static dev.maybefork.internal.jdk.HookProtocol.PROCEED;
import static dev.maybefork.internal.jdk.HookProtocol.READS;
import static dev.maybefork.internal.jdk.HookProtocol.UNINTERRUPTIBLE;
import static dev.maybefork.internal.jdk.HookProtocol.WAITED;
import static dev.maybefork.internal.jdk.HookProtocol.WAKE;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import sun.nio.ch.Interruptible;

/**
 * A child's wait for a pipe, which ends when the pipe is ready, when anybody closes it, and when
 * the child is interrupted.
 *
 * <pre>
 *   the child                                  who closes the descriptor, with its lock
 *   1. enters the list of those that wait      1. wakes all in the list
 *   2. takes the lock: is it still open?       2. closes it
 *   3. parks, or not                           3. gives the lock back
 * </pre>
 *
 * So either the closer finds the child in the list, or the child finds the descriptor closed; and
 * no child waits for a number that is another file's by now. A child that was woken asks for the
 * number again, and finds it closed or waits for the lock.
 *
 * <p>An interrupt closes a channel, at once and by who interrupts, as the JDK's own code would have
 * it. A stream it doesn't close: the read or write, of which nothing is done yet, ends with an
 * exception, and may be tried again. Standard output and error are the exception: what is printed
 * would be lost, as {@code PrintStream} tries nothing again.
 */
final class MaybeForkWait implements Interruptible {
  /** Where higher numbers don't fit into what is packed, no such descriptor is waited for. */
  private static final int MAX_FD = (1 << 31 - FD_SHIFT) - 2;

  private static final AtomicInteger WAITING = new AtomicInteger();
  private static final JavaLangAccess JAVA_LANG = SharedSecrets.getJavaLangAccess();
  private static final JavaIOFileDescriptorAccess FILE_DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  private final FileChannel channel; // null for a stream
  private final FileDescriptor fd;
  private final boolean closesByInterrupt;
  private boolean interrupted; // guarded by the thread's own lock for it

  private MaybeForkWait(FileChannel channel, FileDescriptor fd, boolean closesByInterrupt) {
    this.channel = channel;
    this.fd = fd;
    this.closesByInterrupt = closesByInterrupt;
  }

  static MaybeForkWait ofStream(FileDescriptor fd) {
    return new MaybeForkWait(null, fd, /* closesByInterrupt= */ false);
  }

  static MaybeForkWait ofChannel(FileChannel channel, FileDescriptor fd, boolean uninterruptible) {
    return new MaybeForkWait(channel, fd, !uninterruptible);
  }

  /** The number of the descriptor, negative if it's closed. */
  int number() {
    return number(fd);
  }

  /** The number of a descriptor, negative if it's closed or there is none. */
  static int number(FileDescriptor fd) {
    return fd == null ? -1 : FILE_DESCRIPTORS.get(fd);
  }

  /** Whether anybody waits. */
  static boolean isAnyone() {
    return WAITING.get() != 0;
  }

  /** Wakes those that wait for the descriptor. Whatever happens, it shall be closed then. */
  static void wake(IntBinaryOperator calls, int number) {
    try {
      calls.applyAsInt(WAKE, (number + 1) << FD_SHIFT);
    } catch (Throwable e) {
      // there is no stack left; who waits is not worse off than without the hooks
    }
  }

  /** WAITED, or what another question might have as its result. */
  int await(IntBinaryOperator calls, int site, int what) throws IOException {
    int number = number();
    boolean never = channel == null && number <= 2 && (what & READS) == 0;
    if (!never && Thread.currentThread().isInterrupted()) {
      if (closesByInterrupt) {
        return PROCEED; // to close it
      }
      throw new InterruptedIOException("interrupted while waiting for a pipe or a terminal");
    }
    int packed =
        what | (never ? UNINTERRUPTIBLE : 0) | (fits(number) ? (number + 1) << FD_SHIFT : 0);
    WAITING.incrementAndGet();
    try {
      int result = calls.applyAsInt(site, packed);
      if (result != ENTERED) {
        return result;
      }
      parkAs(calls, number, packed);
    } finally {
      WAITING.decrementAndGet();
    }
    return WAITED;
  }

  private static boolean fits(int number) {
    return number >= 0 && number <= MAX_FD;
  }

  private void parkAs(IntBinaryOperator calls, int number, int packed) throws IOException {
    if (closesByInterrupt) {
      JAVA_LANG.blockedOn(this);
    }
    boolean parks = false;
    try {
      parks = isStill(number) && !(closesByInterrupt && Thread.currentThread().isInterrupted());
    } finally {
      calls.applyAsInt(parks ? PARK : LEAVE, packed);
      if (closesByInterrupt) {
        JAVA_LANG.blockedOn(null);
      }
    }
    if (interrupted) {
      channel.close(); // or wait for who is at it
      throw new ClosedByInterruptException();
    }
    if (channel != null && !channel.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  /** Whether it is open, and not about to be closed by somebody who wasn't seen in the list. */
  private boolean isStill(int number) {
    synchronized (fd) {
      return number() == number;
    }
  }

  /** Notes the interrupt. Called by who interrupts the child. */
  @Override
  public void interrupt(Thread target) {
    interrupted = true;
  }

  @Override
  public void postInterrupt() {
    try {
      channel.close();
    } catch (IOException e) {
      // as the JDK's channels do
    }
  }
}
