package dev.maybefork.internal.jdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A kernel without some system calls, as in a container with a strict seccomp policy. */
public final class RestrictedKernel {
  private static final int PRCTL = 157;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP = 317;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;

  private static final int SENDFILE = 40;
  private static final int COPY_FILE_RANGE = 326;
  private static final int PREADV2 = 327;
  private static final int EAGAIN = 11;
  private static final int ENOSYS = 38;

  private static final int LOAD_NUMBER = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int FAIL = 0x50000;
  private static final int ALLOW = 0x7fff0000;

  private RestrictedKernel() {}

  /** No thread of this JVM can have the kernel copy a file any more. False if nobody may do so. */
  public static boolean forbidCopies() throws Throwable {
    return forbid(ENOSYS, COPY_FILE_RANGE, SENDFILE);
  }

  /** No thread of this JVM can read at once from now on. False if nobody may have it so. */
  public static boolean forbidReadsAtOnce() throws Throwable {
    return forbid(EAGAIN, PREADV2);
  }

  private static boolean forbid(int error, int... calls) throws Throwable {
    int instructions = calls.length + 3;
    MethodHandle syscall = NativeCallHooks.syscall();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(8L * instructions, 8);
      put(code, 0, LOAD_NUMBER, 0, 0, 0);
      for (int i = 1; i <= calls.length; i++) {
        put(code, i, JUMP_IF_EQUAL, calls.length + 1 - i, 0, calls[i - 1]);
      }
      put(code, calls.length + 1, RETURN, 0, 0, ALLOW);
      put(code, calls.length + 2, RETURN, 0, 0, FAIL | error);
      MemorySegment program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) instructions);
      program.set(ADDRESS, 8, code);
      long privileges = (long) syscall.invokeExact(PRCTL, (long) PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L);
      long filter =
          (long)
              syscall.invokeExact(
                  SECCOMP,
                  (long) SECCOMP_SET_MODE_FILTER,
                  (long) SECCOMP_FILTER_FLAG_TSYNC,
                  program.address(),
                  0L);
      return privileges == 0 && filter == 0;
    }
  }

  private static void put(
      MemorySegment code, int index, int operation, int ifTrue, int ifFalse, int operand) {
    long at = 8L * index;
    code.set(JAVA_SHORT, at, (short) operation);
    code.set(JAVA_BYTE, at + 2, (byte) ifTrue);
    code.set(JAVA_BYTE, at + 3, (byte) ifFalse);
    code.set(JAVA_INT, at + 4, operand);
  }
}
