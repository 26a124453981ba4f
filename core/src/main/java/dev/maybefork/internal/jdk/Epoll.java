package dev.maybefork.internal.jdk;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The system calls by which descriptors are watched (Linux, x86-64). */
final class Epoll {
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;

  private static final int EPOLL_WAIT = 232;
  private static final int EPOLL_CTL = 233;
  private static final int EPOLL_CREATE1 = 291;
  private static final int EPOLL_CLOEXEC = 0x80000;

  /** Found when it's first needed. Not by the class initializer, whose failure would be final. */
  private static volatile @Nullable MethodHandle syscall;

  private Epoll() {}

  private static MethodHandle syscall() {
    MethodHandle found = syscall;
    if (found == null) {
      found = NativeCallHooks.syscall();
      syscall = found;
    }
    return found;
  }

  private static int call(int number, long a, long b, long c, long d) {
    try {
      return (int) (long) syscall().invokeExact(number, a, b, c, d);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The descriptor, or -1. */
  static int epollCreate() {
    return call(EPOLL_CREATE1, EPOLL_CLOEXEC, 0, 0, 0);
  }

  static boolean epollCtl(int epoll, int operation, int fd, MemorySegment event) {
    return call(EPOLL_CTL, epoll, operation, fd, event.address()) == 0;
  }

  /** How many events there are; negative if a signal came. */
  static int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
    return call(EPOLL_WAIT, epoll, events.address(), max, timeoutMillis);
  }
}
