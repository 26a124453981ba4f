package jdk.internal.misc;

import java.lang.invoke.MethodHandle;

/**
 * Asks the kernel (Linux on x86-64) whether a call would block, and reads what can be read without
 * blocking. All through one native function, {@code syscall}: linking is what costs at start-up.
 *
 * <p>Each question has an answer even where the kernel has none: "would not block", so that nothing
 * is moved in vain; {@link #unanswered} counts those.
 */
final class MaybeForkProbe {
  /** Results of the reads; otherwise the number of bytes, 0 at the end of the file. */
  static final int READY = -10; // the call itself is to be made, and will not block

  static final int BLOCKS = -11;

  /** Reads of files on file systems that could not tell. */
  static volatile int unanswered;

  private static final int POLL = 7;
  private static final int LSEEK = 8;
  private static final int IOCTL = 16;
  private static final int FCNTL = 72;
  private static final int PREADV2 = 327;

  private static final int SEEK_SET = 0;
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

  /** The most that is written to a pipe at once or not at all. */
  private static final int PIPE_BUF = 4096;

  private static final long CURRENT = -1; // position: the file's own

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final MethodHandle SYSCALL = MaybeForkReady.syscall();

  private MaybeForkProbe() {}

  /** As {@code read(2)}; see the results. */
  static int read(int fd, byte[] array, int offset, int length) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    int done = 0;
    while (done < length) {
      int wanted = Math.min(length - done, MaybeForkMemory.DATA_SIZE);
      int result = readNow(memory, fd, memory.data, wanted, CURRENT);
      if (result > 0) {
        U.copyMemory(
            null, memory.data, array, Unsafe.ARRAY_BYTE_BASE_OFFSET + offset + done, result);
        done += result;
      }
      if (result < wanted) {
        return done == 0 ? result : partial(memory, fd, done, CURRENT);
      }
    }
    return done;
  }

  /** The next byte, or -1 at the end of the file, or one of the results. */
  static int readByte(int fd) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    int result = readNow(memory, fd, memory.data, 1, CURRENT);
    return switch (result) {
      case 0 -> -1;
      case 1 -> U.getByte(memory.data) & 0xFF;
      default -> result;
    };
  }

  /** As {@code read(2)}, or {@code pread(2)} if the position isn't -1. */
  static int read(int fd, long address, int length, long position) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    int result = readNow(memory, fd, address, length, position);
    return result > 0 && result < length ? partial(memory, fd, result, position) : result;
  }

  /** As {@code readv(2)}. */
  static int readv(int fd, long vector, int count) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    int result = answer(memory, fd, preadv2(memory, fd, vector, count, CURRENT));
    return result > 0 && result < total(vector, count)
        ? partial(memory, fd, result, CURRENT)
        : result;
  }

  /** How many bytes an array of iovecs is for. */
  static long total(long vector, int count) {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += U.getLong(vector + 16L * i + 8);
    }
    return total;
  }

  private static int readNow(
      MaybeForkMemory memory, int fd, long address, int length, long position) {
    U.putLong(memory.arguments, address);
    U.putLong(memory.arguments + 8, length);
    return answer(memory, fd, preadv2(memory, fd, memory.arguments, 1, position));
  }

  private static long preadv2(
      MaybeForkMemory memory, int fd, long vector, int count, long position) {
    return syscall(memory, PREADV2, fd, vector, count, position, 0, RWF_NOWAIT);
  }

  private static int answer(MaybeForkMemory memory, int fd, long result) {
    if (result >= 0) {
      return (int) result;
    }
    return switch (memory.errno()) {
      case EAGAIN -> blocksUnlessNonBlocking(memory, fd);
      case EOPNOTSUPP, ENOSYS, EINVAL -> {
        if (isFile(memory, fd)) {
          unanswered++; // roughly
          yield READY;
        }
        yield isReady(memory, fd, POLLIN) ? READY : blocksUnlessNonBlocking(memory, fd);
      }
      default -> READY; // to fail
    };
  }

  /**
   * Fewer bytes were read than asked for. The rest may not be there, or not without blocking: then
   * these bytes are put back, as a read that may block would have given them all.
   */
  private static int partial(MaybeForkMemory memory, int fd, int done, long position) {
    long next = position == CURRENT ? seek(memory, fd, 0, SEEK_CUR) : position + done;
    if (next < 0) {
      return done; // what pipes and terminals do
    }
    int rest = readNow(memory, fd, memory.data, 1, next);
    if (rest == 0) {
      return done;
    }
    if (position == CURRENT) {
      seek(memory, fd, next - done, SEEK_SET);
    }
    return rest == BLOCKS ? BLOCKS : READY;
  }

  /** Whether a write would block. */
  static boolean blocksWrite(int fd, long length) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    if (!isReady(memory, fd, POLLOUT)) {
      return blocksUnlessNonBlocking(memory, fd) == BLOCKS;
    }
    // a pipe is ready for no more than this
    return length > PIPE_BUF
        && !isFile(memory, fd)
        && !isEmptyPipe(memory, fd, length)
        && blocksUnlessNonBlocking(memory, fd) == BLOCKS;
  }

  /** Whether not even a byte can be written. */
  static boolean isFull(int fd) {
    return !isReady(MaybeForkMemory.get(), fd, POLLOUT);
  }

  /** Whether a read of one byte at a position would block; it isn't read. */
  static boolean blocksCopy(int source, long position, int target) {
    MaybeForkMemory memory = MaybeForkMemory.get();
    long from = position == CURRENT ? seek(memory, source, 0, SEEK_CUR) : position;
    if (from < 0) {
      return !isReady(memory, source, POLLIN) && blocksUnlessNonBlocking(memory, source) == BLOCKS;
    }
    return readNow(memory, source, memory.data, 1, from) == BLOCKS
        || (!isReady(memory, target, POLLOUT) && blocksUnlessNonBlocking(memory, target) == BLOCKS);
  }

  /** Whether it has positions: files and block devices, not pipes, terminals, sockets. */
  static boolean isFile(int fd) {
    return isFile(MaybeForkMemory.get(), fd);
  }

  private static boolean isFile(MaybeForkMemory memory, int fd) {
    return seek(memory, fd, 0, SEEK_CUR) >= 0;
  }

  /** A file blocks although it be opened with O_NONBLOCK. */
  private static int blocksUnlessNonBlocking(MaybeForkMemory memory, int fd) {
    long flags = syscall(memory, FCNTL, fd, F_GETFL, 0, 0, 0, 0);
    return (flags & O_NONBLOCK) == 0 || isFile(memory, fd) ? BLOCKS : READY;
  }

  /** True also for what is at its end, or broken, or can't be polled. */
  private static boolean isReady(MaybeForkMemory memory, int fd, short events) {
    U.putInt(memory.arguments, fd);
    U.putInt(memory.arguments + 4, events); // and no results
    return syscall(memory, POLL, memory.arguments, 1, 0, 0, 0, 0) != 0;
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

  private static long seek(MaybeForkMemory memory, int fd, long offset, int whence) {
    return syscall(memory, LSEEK, fd, offset, whence, 0, 0, 0);
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
