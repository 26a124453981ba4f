package jdk.internal.misc;

import static dev.maybefork.internal.jdk.HookProtocol.MOVED;
import static dev.maybefork.internal.jdk.HookProtocol.PROCEED;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntBinaryOperator;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

/**
 * Which threads are children, and what each is at. A child is a virtual thread whose scheduler is
 * of a class that a copy of the library has installed. From its last question to {@link #exit} it
 * is <i>busy</i>: whatever it calls meanwhile goes on as if there were no hooks.
 */
final class MaybeForkChild {
  /** What a busy child is at. */
  private static final int ASKS = 0;

  private static final int ON_HELPER = 1;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final JavaLangAccess JAVA_LANG = SharedSecrets.getJavaLangAccess();
  private static final Class<?> VIRTUAL_THREAD = virtualThread();
  private static final long SCHEDULER = U.objectFieldOffset(VIRTUAL_THREAD, "scheduler");
  private static final long COMPENSATING = U.objectFieldOffset(CarrierThread.class, "compensating");

  private static final long HOLDER = U.objectFieldOffset(Thread.class, "holder");

  /** In a thread's holder; negative before JDK 27. */
  private static final long SIGNAL_NUMBER = signalNumber();

  /** The children between their last question and {@link #exit}. */
  private static final Map<Thread, Integer> BUSY = new ConcurrentHashMap<>();

  private static volatile MaybeForkSeam seams;

  private MaybeForkChild() {}

  /** {@code java.lang.VirtualThread}, which can't be named from here. */
  static Class<?> virtualThread() {
    try {
      return Class.forName("java.lang.VirtualThread");
    } catch (ClassNotFoundException e) {
      throw new InternalError(e);
    }
  }

  /**
   * By reflection: of a field that isn't there, the VM would throw an InternalError, and take its
   * scoped values from the thread that starts the agent, the main one.
   */
  private static long signalNumber() {
    try {
      Class<?> holder = Class.forName("java.lang.Thread$FieldHolder");
      return U.objectFieldOffset(holder.getDeclaredField("nativeThreadID"));
    } catch (ClassNotFoundException | NoSuchFieldException e) {
      return -1;
    }
  }

  /** From now on virtual threads with such a scheduler are children. */
  static synchronized void install(Class<?> schedulers, IntBinaryOperator before, Runnable after) {
    seams = new MaybeForkSeam(schedulers, before, after, seams);
  }

  /** Hooks only look at threads when there may be children. */
  static synchronized void installTest() {
    if (seams == null) {
      install(MaybeForkFiring.class, null, null);
    }
  }

  /** Whether the current thread is one. The fast path of all hooks. */
  static boolean isCurrent() {
    return seams != null && seam(Thread.currentThread()) != null;
  }

  /** Whether the current thread is one, and not busy. */
  static boolean isFree() {
    return isCurrent() && (BUSY.isEmpty() || !BUSY.containsKey(Thread.currentThread()));
  }

  /** What is installed for a child; null for any other thread. */
  private static MaybeForkSeam seam(Thread thread) {
    if (thread.getClass() != VIRTUAL_THREAD) {
      return null; // and has no such field
    }
    Object scheduler = U.getReference(thread, SCHEDULER);
    if (scheduler instanceof ForkJoinPool) { // the JDK's own
      return null;
    }
    if (scheduler instanceof MaybeForkFiring) {
      throw MaybeForkFiring.Fired.INSTANCE;
    }
    MaybeForkSeam seam = seams;
    while (seam != null && !seam.isFor(scheduler)) {
      seam = seam.next;
    }
    return seam;
  }

  /** The last question of all, or the wait for a pipe. */
  static int ask(int site, int what, MaybeForkWait wait) throws IOException {
    Thread thread = Thread.currentThread();
    MaybeForkSeam seam = seam(thread);
    if (seam == null || isCompensating() || BUSY.putIfAbsent(thread, ASKS) != null) {
      return PROCEED;
    }
    int result = PROCEED;
    try {
      result =
          wait == null
              ? seam.before().applyAsInt(site, what)
              : wait.await(seam.before(), site, what);
    } finally {
      if (result == MOVED) {
        BUSY.replace(thread, ON_HELPER);
      } else {
        BUSY.remove(thread);
      }
    }
    return result;
  }

  /** The call that might have blocked is over, after MOVED or true; else nothing. */
  static void exit() {
    Thread thread = Thread.currentThread();
    if (BUSY.getOrDefault(thread, ASKS) != ON_HELPER) {
      return;
    }
    try {
      seam(thread).after().run();
    } finally {
      BUSY.remove(thread);
    }
  }

  /**
   * Whether the current child is on a helper, for the time of a call. Then it's that thread which a
   * channel that is closed has to signal; a virtual thread it only waits for.
   */
  static boolean isOnHelper() {
    return !BUSY.isEmpty() && BUSY.getOrDefault(Thread.currentThread(), ASKS) == ON_HELPER;
  }

  /** That thread, which since JDK 27 has the number by which it is signalled. Else null. */
  static Thread helper(long id) {
    if (SIGNAL_NUMBER < 0 || !isOnHelper()) {
      return null;
    }
    Thread helper = JAVA_LANG.currentCarrierThread();
    U.putLong(U.getReference(helper, HOLDER), SIGNAL_NUMBER, id);
    return helper;
  }

  /** The descriptor is closed next. Called by anybody, who has its lock until that is done. */
  static void closing(FileDescriptor fd) {
    if (!MaybeForkWait.isAnyone()) {
      return;
    }
    for (MaybeForkSeam seam = seams; seam != null; seam = seam.next) {
      IntBinaryOperator before = seam.before();
      if (before != null) {
        MaybeForkWait.wake(before, MaybeForkWait.number(fd));
      }
    }
  }

  /**
   * Whether the pool has got another carrier for this one, which blocks: then nothing is to be won,
   * and the JDK wants the thread to be on the same carrier when the call is over ({@code
   * jdk.internal.misc.Blocker}).
   */
  private static boolean isCompensating() {
    return JAVA_LANG.currentCarrierThread() instanceof CarrierThread carrier
        && U.getInt(carrier, COMPENSATING) != 0;
  }
}
