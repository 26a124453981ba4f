package jdk.internal.misc;

import java.lang.foreign.MemorySegment;

/**
 * Native memory for the system calls of {@link MaybeForkProbe}: one for each platform thread, as
 * the thread that uses it does not unmount meanwhile.
 */
final class MaybeForkMemory {
  /** How much is asked for at once: as many vectors as a system call takes in, of the same data. */
  private static final int DATA_SIZE = 64 * 1024;

  private static final int VECTORS = 256;
  private static final int VECTOR_SIZE = 16; // address, length

  /** What the longest vector is for. */
  static final long MAX_ASKED = (long) VECTORS * DATA_SIZE;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int ERRNO_SIZE = 16; // of which 4 are used
  private static final int ARGUMENTS_SIZE = 144; // the largest: a stat
  private static final Local LOCAL = new Local();

  /** Where system calls leave errno. */
  final MemorySegment errno;

  /** For a structure passed by address. */
  final long arguments;

  /** For {@code preadv2}. */
  final long vector;

  /** Where it reads into: what is asked for, which nobody wants to see. */
  final long data;

  @SuppressWarnings("restricted")
  private MaybeForkMemory() {
    int vectorSize = VECTORS * VECTOR_SIZE;
    long address = U.allocateMemory(ERRNO_SIZE + ARGUMENTS_SIZE + vectorSize + DATA_SIZE);
    errno = MemorySegment.ofAddress(address).reinterpret(ERRNO_SIZE);
    arguments = address + ERRNO_SIZE;
    vector = arguments + ARGUMENTS_SIZE;
    data = vector + vectorSize;
  }

  /** This platform thread's, or that of the carrier. */
  static MaybeForkMemory get() {
    return LOCAL.get();
  }

  /** Makes the vector one for so many bytes, or as many as there may be; gives its length. */
  int fillVector(long bytes) {
    long left = bytes;
    int count = 0;
    while (left > 0 && count < VECTORS) {
      long element = vector + (long) VECTOR_SIZE * count++;
      U.putLong(element, data);
      U.putLong(element + 8, Math.min(left, DATA_SIZE));
      left -= DATA_SIZE;
    }
    return count;
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
