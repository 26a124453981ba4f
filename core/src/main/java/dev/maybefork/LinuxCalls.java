package dev.maybefork;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls by which descriptors are watched (Linux, x86-64). */
final class LinuxCalls {
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle EPOLL_CREATE =
      find("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      find("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      find("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private LinuxCalls() {}

  @SuppressWarnings("restricted") // the agent grants it
  private static MethodHandle find(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  static int epollCreate() {
    try {
      return (int) EPOLL_CREATE.invokeExact(EPOLL_CLOEXEC);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
    try {
      return (int) EPOLL_CTL.invokeExact(epoll, operation, fd, event);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
    try {
      return (int) EPOLL_WAIT.invokeExact(epoll, events, max, timeoutMillis);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
