package jdk.internal.misc;

import static dev.maybefork.internal.jdk.HookProtocol.MOVED;
import static dev.maybefork.internal.jdk.HookProtocol.PROCEED;

import java.lang.invoke.MethodHandle;
import jdk.internal.util.Architecture;

/**
 * Asks the kernel (Linux on x86-64 and aarch64) whether a call would block. All through one native
 * function, {@code syscall}: linking is what costs at start-up. Only calls that both processors
 * have are used, so they differ by nothing but their numbers; what else is named here is the same
 * on both ({@code asm-generic} in the kernel's headers), the place of a file's size in a stat too.
 *
 * <p>To ask changes nothing: what is in the page cache is copied to where nobody looks, from an
 * explicit position, whatever part of it is there. The position of the file stays, and all of the
 * bytes are left for the one call that takes them.
 *
 * <p>Each question has an answer even where the kernel has none: "would not block", so that nothing
 * is moved in vain; {@link #unanswered} counts those.
 */
final class MaybeForkProbe {
  /** Answers. */
  static final int READY = PROCEED; // the call itself is to be made, and will not block

  static final int FILE_BLOCKS = MOVED;
  static final int PIPE_BLOCKS = -14; // which can be waited for
  static final int PIPE_MAY_BLOCK = -15; // it is ready, but not for that much, maybe

  /** The file's own position. */
  static final long CURRENT = -1;

  /** Reads of files on file systems that could not tell. */
  static volatile int unanswered;

  private static final int FSTAT = number(5, 80);
  private static final int PPOLL = number(271, 73);
  private static final int LSEEK = number(8, 62);
  private static final int IOCTL = number(16, 29);
  private static final int FCNTL = number(72, 25);
  private static final int PREADV2 = number(327, 286);
  private static final int CACHESTAT = number(451, 451); // since Linux 6.5

  private static final int SEEK_CUR = 1;
  private static final int F_GETFL = 3;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int O_NONBLOCK = 0x800;
  private static final int FIONREAD = 0x541B;
  private static final int RWF_NOWAIT = 8;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int EAGAIN = 11;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;

  private static final int STAT_SIZE = 48; // where a stat has the size of the file
  private static final int RANGE_SIZE = 16; // of cachestat, followed by its result
  private static final int POLLFD_SIZE = 8; // what is polled, followed by the time to wait

  /** The most that is written to a pipe at once or not at all. */
  private static final int PIPE_BUF = 4096;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final MethodHandle SYSCALL = MaybeForkReady.syscall();

  /** 64 KiB on some aarch64. */
  private static final int PAGE_SHIFT = Integer.numberOfTrailingZeros(U.pageSize());

  private MaybeForkProbe() {}

  /** What the JDK was built for: properties may say anything. */
  static boolean isX64() {
    return Architecture.isX64();
  }

  /** The number of a system call; one that no kernel has where neither is right. */
  private static int number(int onX64, int onAarch64) {
    if (isX64()) {
      return onX64;
    }
    return Architecture.isAARCH64() ? onAarch64 : -1;
  }

  /** Whether a read of so much, at the position if it isn't CURRENT, would block. */
  static int asksRead(int fd, long position, long length) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    long from = position == CURRENT ? seek(memory, fd) : position;
    if (from < 0) { // no position, or closed
      return isReady(memory, fd, POLLIN) ? READY : pipe(memory, fd);
    }
    for (long left = length; left > 0; ) {
      int count = memory.fillVector(left);
      long asked = Math.min(left, MaybeForkMemory.MAX_ASKED);
      long there = preadv2(memory, fd, memory.vector, count, from);
      if (there <= 0) {
        return there == 0 ? READY : failed(memory, fd);
      }
      from += there;
      left -= there;
      if (there < asked) { // at the end of the file, or where a page was missing a moment ago
        return preadv2(memory, fd, memory.vector, memory.fillVector(1), from) == 0
            ? READY
            : FILE_BLOCKS;
      }
    }
    return READY;
  }

  /**
   * Reads the next byte if it is there; -1 at the end of the file, or one of the answers. It is all
   * or nothing, so this is the read itself.
   */
  static int readByte(int fd) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    long result = preadv2(memory, fd, memory.vector, memory.fillVector(1), CURRENT);
    if (result < 0) {
      return failed(memory, fd);
    }
    return result == 0 ? -1 : U.getByte(memory.data) & 0xFF;
  }

  private static long preadv2(
      MaybeForkMemory memory, int fd, long vector, int count, long position) {
    return syscall(memory, PREADV2, fd, vector, count, position, 0, RWF_NOWAIT);
  }

  private static int failed(MaybeForkMemory memory, int fd) {
    return switch (memory.errno()) {
      case EAGAIN -> isFile(memory, fd) ? FILE_BLOCKS : pipe(memory, fd);
      case EOPNOTSUPP, ENOSYS, EINVAL -> {
        if (!isReady(memory, fd, POLLIN)) {
          yield pipe(memory, fd); // or a device that can be waited for
        }
        if (isFile(memory, fd)) {
          unanswered++; // roughly
        }
        yield READY;
      }
      default -> READY; // to fail
    };
  }

  /** What isn't ready blocks, unless it was opened not to. */
  private static int pipe(MaybeForkMemory memory, int fd) {
    long flags = syscall(memory, FCNTL, fd, F_GETFL, 0, 0, 0, 0);
    return (flags & O_NONBLOCK) == 0 ? PIPE_BLOCKS : READY;
  }

  /** Whether a write would block. */
  static int asksWrite(int fd, long length) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    if (!isReady(memory, fd, POLLOUT)) {
      return pipe(memory, fd);
    }
    // a pipe is ready for no more than this
    return length > PIPE_BUF
            && !isFile(memory, fd)
            && !isEmptyPipe(memory, fd, length)
            && pipe(memory, fd) == PIPE_BLOCKS
        ? PIPE_MAY_BLOCK
        : READY;
  }

  /**
   * Whether a copy would block, of so many bytes or, if it's 0, of all up to the end. They are not
   * asked for as those of a read are: that would be half of the work of the copy itself.
   */
  static boolean blocksCopy(int source, long position, long length, int target) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    return asksRead(source, position, 1) != READY
        || isPartlyCached(memory, source, position, length)
        || (!isReady(memory, target, POLLOUT) && pipe(memory, target) != READY);
  }

  /**
   * Whether some pages of the source are in memory, as the first one is by now, and others not. Of
   * none of them the file system has its pages elsewhere (overlayfs), or may not be asked.
   */
  private static boolean isPartlyCached(
      MaybeForkMemory memory, int fd, long position, long length) {
    long from = position == CURRENT ? seek(memory, fd) : position;
    if (from < 0 || syscall(memory, FSTAT, fd, memory.arguments, 0, 0, 0, 0) != 0) {
      return false;
    }
    long rest = U.getLong(memory.arguments + STAT_SIZE) - from;
    long asked = length == 0 ? rest : Math.min(length, rest);
    if (asked <= 0) {
      return false;
    }
    U.putLong(memory.arguments, from);
    U.putLong(memory.arguments + 8, asked);
    long result = memory.arguments + RANGE_SIZE;
    if (syscall(memory, CACHESTAT, fd, memory.arguments, result, 0, 0, 0) != 0) {
      return false;
    }
    long cached = U.getLong(result);
    long pages = (from + asked - 1 >> PAGE_SHIFT) - (from >> PAGE_SHIFT) + 1;
    return cached > 0 && cached < pages;
  }

  /** Whether it has positions: files and block devices, not pipes, terminals, sockets. */
  static boolean isFile(int fd) {
    return isFile(MaybeForkMemory.get(), fd);
  }

  private static boolean isFile(MaybeForkMemory memory, int fd) {
    return seek(memory, fd) >= 0;
  }

  /** True also for what is at its end, or broken, or can't be polled. */
  private static boolean isReady(MaybeForkMemory memory, int fd, short events) {
    long atOnce = memory.arguments + POLLFD_SIZE;
    U.putInt(memory.arguments, fd);
    U.putInt(memory.arguments + 4, events); // and no results
    U.putLong(atOnce, 0);
    U.putLong(atOnce + 8, 0);
    return syscall(memory, PPOLL, memory.arguments, 1, atOnce, 0, 0, 0) != 0;
  }

  /**
   * The pages of a pipe may be partly used, so how much fits is certain only while it is empty.
   * False for terminals and sockets: how much they take is not known.
   */
  private static boolean isEmptyPipe(MaybeForkMemory memory, int fd, long length) {
    long size = syscall(memory, FCNTL, fd, F_GETPIPE_SZ, 0, 0, 0, 0);
    U.putInt(memory.arguments, -1);
    syscall(memory, IOCTL, fd, FIONREAD, memory.arguments, 0, 0, 0);
    return length <= size && U.getInt(memory.arguments) == 0;
  }

  /** The position; negative if there is none. */
  private static long seek(MaybeForkMemory memory, int fd) {
    return syscall(memory, LSEEK, fd, 0, SEEK_CUR, 0, 0, 0);
  }

  /** Any other system call; negative if it fails. */
  static long call(int number, long a, long b, long c, long d) {
    return syscall(MaybeForkMemory.get(), number, a, b, c, d, 0, 0);
  }

  private static long syscall(
      MaybeForkMemory memory, int number, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) SYSCALL.invokeExact(memory.errno, (long) number, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new InternalError(t);
    }
  }
}
