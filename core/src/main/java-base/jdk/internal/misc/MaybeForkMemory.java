package jdk.internal.misc;

import java.lang.foreign.MemorySegment;

/**
 * Native memory for the system calls of {@link MaybeForkProbe}: one for each platform thread, as
 * the thread that uses it does not unmount meanwhile.
 */
final class MaybeForkMemory {
  /** How much of a read into an array goes through here at once. */
  static final int DATA_SIZE = 64 * 1024;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int ERRNO_SIZE = 16; // of which 4 are used
  private static final int ARGUMENTS_SIZE = 16; // an iovec, a pollfd, an int
  private static final Local LOCAL = new Local();

  /** Where system calls leave errno. */
  final MemorySegment errno;

  /** For a structure passed by address. */
  final long arguments;

  /** {@link #DATA_SIZE} bytes. */
  final long data;

  @SuppressWarnings("restricted")
  private MaybeForkMemory() {
    long address = U.allocateMemory(ERRNO_SIZE + ARGUMENTS_SIZE + DATA_SIZE);
    errno = MemorySegment.ofAddress(address).reinterpret(ERRNO_SIZE);
    arguments = address + ERRNO_SIZE;
    data = arguments + ARGUMENTS_SIZE;
  }

  /** This platform thread's, or that of the carrier. */
  static MaybeForkMemory get() {
    return LOCAL.get();
  }

  int errno() {
    return U.getInt(errno.address());
  }

  private static final class Local extends TerminatingThreadLocal<MaybeForkMemory> {
    @Override
    protected MaybeForkMemory initialValue() {
      return new MaybeForkMemory();
    }

    @Override
    protected void threadTerminated(MaybeForkMemory memory) {
      U.freeMemory(memory.errno.address());
    }
  }
}
