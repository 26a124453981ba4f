package java.lang;

import static java.lang.MaybeForkOffsets.RUN_CONTINUATION;
import static java.lang.MaybeForkOffsets.STATE;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.stream.Stream;
import jdk.internal.misc.Unsafe;

/**
 * Who waits for which lock, and who holds it: of monitors, what the JDK's own dumps of threads
 * tell. For a platform thread that looks at others.
 *
 * <p>The VM of JDK 25 may crash if it looks at a virtual thread that mounts or unmounts just then
 * (JDK-8364343). So there one that is unmounted is kept from going on meanwhile, as {@code
 * VirtualThread.tryGetStackTrace} does it, and one that is mounted is not looked at.
 */
final class MaybeForkLocks {
  private static final Unsafe U = Unsafe.getUnsafe();

  private static final boolean KEEP_STILL = Runtime.version().feature() == 25;

  // of VirtualThread in JDK 25
  private static final int PARKED = 4;
  private static final int TIMED_PARKED = 7;
  private static final int UNPARKED = 9;
  private static final int BLOCKED = 13;
  private static final int UNBLOCKED = 14;
  private static final int SUSPENDED = 1 << 8;

  private static final long SCHEDULER = U.objectFieldOffset(VirtualThread.class, "scheduler");
  private static final long PARK_PERMIT = U.objectFieldOffset(VirtualThread.class, "parkPermit");
  private static final long BLOCK_PERMIT = U.objectFieldOffset(VirtualThread.class, "blockPermit");
  private static final long OWNER =
      U.objectFieldOffset(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");

  private static final MethodHandle OF;
  private static final MethodHandle STATE_OF;
  private static final MethodHandle BLOCKED_ON;
  private static final MethodHandle STACK;
  private static final MethodHandle OWNED_AT;

  static {
    try {
      Class<?> type = Class.forName("jdk.internal.vm.ThreadSnapshot");
      Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      OF =
          lookup
              .findStatic(type, "of", MethodType.methodType(type, Thread.class))
              .asType(MethodType.methodType(Object.class, Thread.class));
      STATE_OF = getter(lookup, "threadState", Thread.State.class);
      BLOCKED_ON = getter(lookup, "blockedOn", Object.class);
      STACK = getter(lookup, "stackTrace", StackTraceElement[].class);
      OWNED_AT =
          lookup
              .findVirtual(type, "ownedMonitorsAt", MethodType.methodType(Stream.class, int.class))
              .asType(MethodType.methodType(Stream.class, Object.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private MaybeForkLocks() {}

  private static MethodHandle getter(Lookup lookup, String name, Class<?> type)
      throws ReflectiveOperationException {
    return lookup
        .findVirtual(lookup.lookupClass(), name, MethodType.methodType(type))
        .asType(MethodType.methodType(type, Object.class));
  }

  /** The thread that holds the lock, as far as another one can see; null if there is none. */
  static Thread owner(AbstractOwnableSynchronizer lock) {
    return (Thread) U.getReferenceVolatile(lock, OWNER);
  }

  /** The monitor that the thread is to enter; null if there is none, or nobody can tell. */
  static Object awaitedMonitor(Thread thread) throws Throwable {
    Object snapshot = snapshot(thread);
    return snapshot != null && (Thread.State) STATE_OF.invokeExact(snapshot) == Thread.State.BLOCKED
        ? (Object) BLOCKED_ON.invokeExact(snapshot)
        : null;
  }

  /** The monitors that the thread has entered; null if nobody can tell. */
  static Object[] heldMonitors(Thread thread) throws Throwable {
    Object snapshot = snapshot(thread);
    if (snapshot == null) {
      return null;
    }
    List<Object> held = new ArrayList<>();
    int frames = ((StackTraceElement[]) STACK.invokeExact(snapshot)).length;
    for (int depth = 0; depth < frames; depth++) {
      for (Object monitor : ((Stream<?>) OWNED_AT.invokeExact(snapshot, depth)).toArray()) {
        if (monitor != null) {
          held.add(monitor);
        }
      }
    }
    return held.toArray();
  }

  private static Object snapshot(Thread thread) throws Throwable {
    if (!KEEP_STILL || !(thread instanceof VirtualThread)) {
      return (Object) OF.invokeExact(thread);
    }
    int state = U.getIntVolatile(thread, STATE);
    boolean unmounted = state == PARKED || state == TIMED_PARKED || state == BLOCKED;
    if (!unmounted || !U.compareAndSetInt(thread, STATE, state, state | SUSPENDED)) {
      return null;
    }
    try {
      return (Object) OF.invokeExact(thread);
    } finally {
      U.putIntVolatile(thread, STATE, state);
      continueIfWoken(thread, state);
    }
  }

  /** Who woke it meanwhile could only leave the permit. */
  private static void continueIfWoken(Thread thread, int state) {
    long permit = state == BLOCKED ? BLOCK_PERMIT : PARK_PERMIT;
    int next = state == BLOCKED ? UNBLOCKED : UNPARKED;
    if (!U.getBooleanVolatile(thread, permit) || !U.compareAndSetInt(thread, STATE, state, next)) {
      return;
    }
    Executor scheduler = (Executor) U.getReference(thread, SCHEDULER);
    Runnable continuation = (Runnable) U.getReference(thread, RUN_CONTINUATION);
    while (true) {
      try {
        scheduler.execute(continuation);
        return;
      } catch (OutOfMemoryError e) {
        U.park(false, 100_000_000L); // as the JDK does: nobody else would continue it
      }
    }
  }
}
