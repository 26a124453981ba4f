package jdk.internal.misc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.internal.loader.BootLoader;

/**
 * Makes {@link MaybeForkProbe} ready when a child first needs it. It takes some 50 ms, which a
 * program whose children do no file I/O need not spend. On a thread of its own, as the stack of the
 * child may be almost used up. No failure is final: who asked goes on as if nothing could be asked,
 * and who asks next tries again.
 *
 * <pre>
 *   UNUSED -> STARTED          // by the first child that asks
 *   STARTED -> READY           // by the thread
 *   STARTED -> UNUSED          // when it has failed
 * </pre>
 */
final class MaybeForkReady extends Thread {
  private static final int UNUSED = 0;
  private static final int STARTED = 1;
  private static final int READY = 2;

  private static final AtomicInteger STATE = new AtomicInteger();

  /** Why the last try has failed. */
  static volatile Throwable failure;

  private static MethodHandle syscall;

  private MaybeForkReady() {
    super(null, null, "maybefork-hooks", 0, /* inheritInheritableThreadLocals= */ false);
    setDaemon(true);
  }

  /** Whether the probes are in use. */
  static boolean isReady() {
    return STATE.get() == READY;
  }

  /** False if the probes can't be used, this time. */
  static boolean await() {
    if (STATE.get() == READY) {
      return true;
    }
    start(STATE);
    while (STATE.get() == STARTED) {
      // not Thread.join, by which the child would block, as far as its caller can see
      Unsafe.getUnsafe().park(false, 1_000_000L);
    }
    return STATE.get() == READY;
  }

  /** False too if the probes can't be used yet. */
  static boolean now() {
    if (STATE.get() == READY) {
      return true;
    }
    start(STATE);
    return false;
  }

  private static void start(AtomicInteger state) {
    if (state.compareAndSet(UNUSED, STARTED)) {
      try {
        new MaybeForkReady().start();
      } catch (Throwable e) { // there is no memory for a thread
        failed(e);
      }
    }
  }

  private static void failed(Throwable e) {
    failure = e;
    STATE.set(UNUSED);
  }

  /**
   * The native function, linked. Not by the initializer of a class, which has one try only; nor by
   * {@code Linker.defaultLookup}, which must load a library and remembers if it could not.
   */
  @SuppressWarnings("restricted")
  static synchronized MethodHandle syscall() {
    if (syscall == null) {
      Linker linker = Linker.nativeLinker();
      ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
      long loaded = BootLoader.getNativeLibraries().find("syscall"); // of libc, which all need
      syscall =
          linker.downcallHandle(
              loaded != 0
                  ? MemorySegment.ofAddress(loaded)
                  : linker.defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(word, word, word, word, word, word, word, word),
              Linker.Option.captureCallState("errno"));
    }
    return syscall;
  }

  @Override
  public void run() {
    try {
      syscall(); // first, as the probe's class has only one try
      MaybeForkProbe.isFile(0);
      failure = null;
      STATE.set(READY);
    } catch (Throwable e) {
      failed(e);
    }
  }
}
