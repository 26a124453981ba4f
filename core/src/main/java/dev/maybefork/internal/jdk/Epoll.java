package dev.maybefork.internal.jdk;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The system calls by which descriptors are watched (Linux). They differ by processor in their
 * numbers, and in the layout of an event: 4 bytes that say what happened, and 8 of ours, which on
 * x86-64 follow without the gap that they have elsewhere.
 */
final class Epoll {
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;

  private static final int EPOLL_CLOEXEC = 0x80000;

  private record Kernel(MethodHandle call, int create, int ctl, int pwait, int eventBytes) {
    static Kernel ofX64(MethodHandle call) {
      return new Kernel(call, /* create= */ 291, /* ctl= */ 233, /* pwait= */ 281, 12);
    }

    static Kernel ofAarch64(MethodHandle call) {
      return new Kernel(call, /* create= */ 20, /* ctl= */ 21, /* pwait= */ 22, 16);
    }
  }

  /** Found when it's first needed. Not by the class initializer, whose failure would be final. */
  private static volatile @Nullable Kernel kernel;

  private Epoll() {}

  private static Kernel kernel() {
    Kernel found = kernel;
    if (found == null) {
      MethodHandle call = NativeCallHooks.syscall();
      found = NativeCallHooks.isX64() ? Kernel.ofX64(call) : Kernel.ofAarch64(call);
      kernel = found;
    }
    return found;
  }

  private static int call(int number, long a, long b, long c, long d) {
    try {
      return (int) (long) kernel().call.invokeExact(number, a, b, c, d);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The size of an event. */
  static int eventBytes() {
    return kernel().eventBytes;
  }

  /** Where our data are in an event. */
  static int dataOffset() {
    return kernel().eventBytes - Long.BYTES;
  }

  /** The descriptor, or -1. */
  static int epollCreate() {
    return call(kernel().create, EPOLL_CLOEXEC, 0, 0, 0);
  }

  static boolean epollCtl(int epoll, int operation, int fd, MemorySegment event) {
    return call(kernel().ctl, epoll, operation, fd, event.address()) == 0;
  }

  /** How many events there are; negative if a signal came. */
  static int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
    return call(kernel().pwait, epoll, events.address(), max, timeoutMillis); // no mask of signals
  }
}
