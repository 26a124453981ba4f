package java.lang;

import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;

/** Where the fields lie that {@code VirtualThread.Slice} can't name: of the JDK, and of its VM. */
final class MaybeForkOffsets {
  private static final Unsafe U = Unsafe.getUnsafe();

  static final long EETOP = U.objectFieldOffset(Thread.class, "eetop");
  static final long STATE = U.objectFieldOffset(VirtualThread.class, "state");
  static final long CARRIER = U.objectFieldOffset(VirtualThread.class, "carrierThread");
  static final long RUN_CONTINUATION = U.objectFieldOffset(VirtualThread.class, "runContinuation");
  static final long HOLDER = U.objectFieldOffset(Thread.class, "holder");
  static final long NAME = U.objectFieldOffset(Thread.class, "name");
  static final long BINDINGS = U.objectFieldOffset(Thread.class, "scopedValueBindings");
  static final long TARGET = U.objectFieldOffset(Continuation.class, "target");
  static final long NIO_BLOCKER = U.objectFieldOffset(Thread.class, "nioBlocker");

  /** Since JDK 27: whether anybody waits, on the thread's monitor, for its end. Else negative. */
  static final long NOTIFY_JOINERS = findField(VirtualThread.class, "notifyAllAfterTerminate");

  /** Within a JavaThread: the top of the lock stack, and its value while nothing is locked. */
  static final long LOCK_STACK_TOP;

  static final int LOCK_STACK_EMPTY;

  /** Where a JavaThread has the identifier of its thread in the system; negative if unknown. */
  static final long OS_THREAD;

  static final long OS_THREAD_ID;

  static {
    long lockStack = MaybeForkVmStructs.offset("JavaThread", "_lock_stack");
    LOCK_STACK_TOP = lockStack + MaybeForkVmStructs.offset("LockStack", "_top");
    LOCK_STACK_EMPTY = (int) (lockStack + MaybeForkVmStructs.offset("LockStack", "_base[0]"));
    OS_THREAD_ID = MaybeForkVmStructs.find("OSThread", "_thread_id");
    OS_THREAD = OS_THREAD_ID < 0 ? -1 : MaybeForkVmStructs.find("Thread", "_osthread");
  }

  private MaybeForkOffsets() {}

  private static long findField(Class<?> type, String name) {
    try {
      return U.objectFieldOffset(type, name);
    } catch (InternalError noSuchField) {
      return -1;
    }
  }
}
