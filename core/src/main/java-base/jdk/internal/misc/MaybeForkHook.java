package jdk.internal.misc;

import static dev.maybefork.internal.jdk.HookProtocol.FILE;
import static dev.maybefork.internal.jdk.HookProtocol.KINDS;
import static dev.maybefork.internal.jdk.HookProtocol.MOVED;
import static dev.maybefork.internal.jdk.HookProtocol.PIPE;
import static dev.maybefork.internal.jdk.HookProtocol.PROCEED;
import static dev.maybefork.internal.jdk.HookProtocol.READS;
import static dev.maybefork.internal.jdk.HookProtocol.WAITED;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import jdk.internal.event.FileReadEvent;

/**
 * What the agent makes the JDK call before a method that may block in native code. The code that it
 * puts in front of such a method, the site, is
 *
 * <pre>
 *   if (MaybeForkHook.isChild() &amp;&amp; MaybeForkHook.read(fd, array, offset, length, SITE)) {
 *     try {
 *       return [this same method](array, offset, length);
 *     } finally {
 *       MaybeForkHook.exit();
 *     }
 *   }
 *   [as it was]
 * </pre>
 *
 * where true says that the child has been moved to a thread that may block, and stays there until
 * {@code exit}. A child that waits for a pipe isn't moved: it parks until the pipe is ready, and
 * asks again ({@link MaybeForkWait}).
 *
 * <p>To ask takes no byte of a file or a pipe, and moves no position: it is the JDK's own code that
 * makes the call, once, on one of the two threads. Only a single byte is read right here if it is
 * there, and {@link #readByte} gives it.
 *
 * <p>Public, as sites are in other packages of java.base; in a package that is not exported, so
 * that nobody else can call it. Who gets at it all the same finds that it does nothing for other
 * threads than children, and to a child only what a site would.
 */
public final class MaybeForkHook {
  private MaybeForkHook() {}

  /** Why the kernel can't be asked whether a call would block; null if it can, or wasn't yet. */
  static Throwable obstacle() {
    return MaybeForkReady.failure;
  }

  /** How many reads of files were on file systems that could not tell whether they'd block. */
  static int unanswered() {
    return MaybeForkReady.isReady() ? MaybeForkProbe.unanswered : 0;
  }

  /** The fast path: whether the current thread is a child. */
  public static boolean isChild() {
    return MaybeForkChild.isCurrent();
  }

  /** {@code InputStream.read()}. */
  public static int readByte(FileDescriptor fd, int site) throws IOException {
    int number = MaybeForkWait.number(fd);
    if (number < 0 || !mayAsk()) {
      return PROCEED;
    }
    if (!FileReadEvent.enabled()) { // which the JDK's own code records
      int result = MaybeForkProbe.readByte(number);
      if (result >= -1 || result == MaybeForkProbe.READY) {
        return result;
      }
    }
    return reads(MaybeForkWait.ofStream(fd), MaybeForkProbe.CURRENT, 1, site) ? MOVED : PROCEED;
  }

  /** {@code InputStream.read(byte[], int, int)}. */
  public static boolean read(FileDescriptor fd, byte[] array, int offset, int length, int site)
      throws IOException {
    return isWithin(array, offset, length)
        && mayAsk()
        && reads(MaybeForkWait.ofStream(fd), MaybeForkProbe.CURRENT, length, site);
  }

  private static boolean isWithin(byte[] array, int offset, int length) {
    return array != null && length > 0 && offset >= 0 && length <= array.length - offset;
  }

  /** A channel's read. */
  public static boolean read(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      ByteBuffer buffer,
      int site)
      throws IOException {
    long length = remaining(buffer);
    return reads(channel, fd, direct, uninterruptible, MaybeForkProbe.CURRENT, length, site);
  }

  /** A channel's read at a position. */
  public static boolean read(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      ByteBuffer buffer,
      long position,
      int site)
      throws IOException {
    long length = position < 0 ? 0 : remaining(buffer); // negative is no valid argument
    return reads(channel, fd, direct, uninterruptible, position, length, site);
  }

  /** A scattering read. */
  public static boolean read(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      ByteBuffer[] buffers,
      int offset,
      int length,
      int site)
      throws IOException {
    long total = remaining(buffers, offset, length);
    return reads(channel, fd, direct, uninterruptible, MaybeForkProbe.CURRENT, total, site);
  }

  /** Past the page cache it always blocks. */
  private static boolean reads(
      FileChannel channel,
      FileDescriptor fd,
      boolean direct,
      boolean uninterruptible,
      long position,
      long length,
      int site)
      throws IOException {
    if (direct) {
      return blocks(site, FILE);
    }
    return length > 0
        && mayAsk()
        && reads(MaybeForkWait.ofChannel(channel, fd, uninterruptible), position, length, site);
  }

  /** 0 also for what is no valid argument. */
  private static long remaining(ByteBuffer buffer) {
    return buffer == null ? 0 : buffer.remaining();
  }

  /** See {@link #remaining(ByteBuffer)}. */
  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    if (buffers == null || offset < 0 || length < 0 || length > buffers.length - offset) {
      return 0;
    }
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i] == null) {
        return 0;
      }
      total += buffers[i].remaining();
    }
    return total;
  }

  /** Whether it has been moved. A pipe that is ready again may be empty again, so it's asked. */
  private static boolean reads(MaybeForkWait wait, long position, long length, int site)
      throws IOException {
    int result;
    do {
      int number = wait.number(); // of what is closed, maybe, when the child has waited
      int answer = number < 0 ? PROCEED : MaybeForkProbe.asksRead(number, position, length);
      result =
          switch (answer) {
            case MaybeForkProbe.FILE_BLOCKS -> MaybeForkChild.ask(site, FILE, null);
            case MaybeForkProbe.PIPE_BLOCKS -> MaybeForkChild.ask(site, PIPE | READS, wait);
            default -> PROCEED;
          };
    } while (result == WAITED);
    return result == MOVED;
  }

  /** {@code OutputStream.write(int)}. */
  public static boolean writeByte(FileDescriptor fd, boolean sync, int site) throws IOException {
    return sync ? blocks(site, FILE) : writes(MaybeForkWait.ofStream(fd), 1, site);
  }

  /** {@code OutputStream.write(byte[], int, int)}. */
  public static boolean write(
      FileDescriptor fd, boolean sync, byte[] array, int offset, int length, int site)
      throws IOException {
    if (!isWithin(array, offset, length)) {
      return false;
    }
    return sync ? blocks(site, FILE) : writes(MaybeForkWait.ofStream(fd), length, site);
  }

  /** A channel's write. */
  public static boolean write(
      FileChannel channel,
      FileDescriptor fd,
      boolean through,
      boolean uninterruptible,
      ByteBuffer buffer,
      int site)
      throws IOException {
    return writes(channel, fd, through, uninterruptible, remaining(buffer), site);
  }

  /** A gathering write. */
  public static boolean write(
      FileChannel channel,
      FileDescriptor fd,
      boolean through,
      boolean uninterruptible,
      ByteBuffer[] buffers,
      int offset,
      int length,
      int site)
      throws IOException {
    long total = remaining(buffers, offset, length);
    return writes(channel, fd, through, uninterruptible, total, site);
  }

  /** What is written through to its device always blocks. */
  private static boolean writes(
      FileChannel channel,
      FileDescriptor fd,
      boolean through,
      boolean uninterruptible,
      long length,
      int site)
      throws IOException {
    if (through) {
      return blocks(site, FILE);
    }
    return length > 0
        && writes(MaybeForkWait.ofChannel(channel, fd, uninterruptible), length, site);
  }

  /** A pipe that has some room, but maybe not enough, is not waited for: it is ready already. */
  private static boolean writes(MaybeForkWait wait, long length, int site) throws IOException {
    int result;
    do {
      int number = wait.number();
      // the first message that a child prints need not wait for that
      if (number < 0
          || !MaybeForkChild.isFree()
          || !(number <= 2 ? MaybeForkReady.now() : MaybeForkReady.await())) {
        return false;
      }
      result =
          switch (MaybeForkProbe.asksWrite(number, length)) {
            case MaybeForkProbe.PIPE_BLOCKS -> MaybeForkChild.ask(site, PIPE, wait);
            case MaybeForkProbe.PIPE_MAY_BLOCK -> MaybeForkChild.ask(site, PIPE, null);
            default -> PROCEED;
          };
    } while (result == WAITED);
    return result == MOVED;
  }

  /** A copy within the kernel; if the position is negative, from that of the source. */
  public static boolean copy(
      FileDescriptor from,
      long position,
      long length,
      FileDescriptor to,
      int kindOfTarget,
      int site) {
    int target = MaybeForkWait.number(to);
    return mayAskToCopy(MaybeForkWait.number(from), position, length, target)
        && blocks(site, MaybeForkProbe.isFile(target) ? FILE : kindOfTarget);
  }

  /** The same of all that is left, of file descriptors that are numbers. */
  public static boolean copy(int from, int to, int site) {
    return mayAskToCopy(from, MaybeForkProbe.CURRENT, 0, to) && blocks(site, FILE);
  }

  private static boolean mayAskToCopy(int from, long position, long length, int to) {
    return from >= 0
        && to >= 0
        && mayAsk()
        && MaybeForkProbe.blocksCopy(from, position, length, to);
  }

  /** What blocks if it is so, such as a file that is written through to its device. */
  public static boolean file(boolean blocks, int site) {
    return blocks && blocks(site, FILE);
  }

  /** A mapped file; there's none if it is null. */
  public static boolean mapped(Object file, int site) {
    return file != null && blocks(site, FILE);
  }

  /** To open a FIFO blocks until somebody opens its other end. */
  public static boolean open(Object path, int site) {
    return path != null && MaybeForkChild.isFree() && MaybeForkFifo.is(path) && blocks(site, PIPE);
  }

  /** What always counts as blocking. */
  public static boolean blocks(int site, int kind) {
    if (kind < 0 || kind >= KINDS) {
      return false; // no site asks that
    }
    try {
      return MaybeForkChild.ask(site, kind, null) == MOVED;
    } catch (IOException e) {
      throw new InternalError(e); // there was no wait
    }
  }

  /** The call that might have blocked is over, after MOVED or true; else nothing. */
  public static void exit() {
    MaybeForkChild.exit();
  }

  /** Whether the current thread is a child that has been moved, for the time of a call. */
  public static boolean isOnHelper() {
    return MaybeForkChild.isOnHelper();
  }

  /**
   * The thread that a channel has to signal for a child that has been moved: the helper. Null for
   * any other thread.
   *
   * @param id by which the system signals it
   */
  public static Thread helper(long id) {
    return MaybeForkChild.helper(id);
  }

  /** The descriptor is closed next. */
  public static void closing(FileDescriptor fd) {
    MaybeForkChild.closing(fd);
  }

  private static boolean mayAsk() {
    return MaybeForkChild.isFree() && MaybeForkReady.await();
  }
}
