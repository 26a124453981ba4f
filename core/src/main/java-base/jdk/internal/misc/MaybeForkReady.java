package jdk.internal.misc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes {@link MaybeForkProbe} ready when a child first needs it. It takes some 50 ms, which a
 * program whose children do no file I/O need not spend. On a thread of its own, as the stack of the
 * child may be almost used up.
 *
 * <pre>
 *   UNUSED -> STARTED          // by the first child that asks
 *   STARTED -> READY | FAILED  // by the thread
 * </pre>
 */
final class MaybeForkReady extends Thread {
  private static final int UNUSED = 0;
  private static final int STARTED = 1;
  private static final int READY = 2;
  private static final int FAILED = 3;

  private static final AtomicInteger STATE = new AtomicInteger();

  /** Why it has failed. */
  static volatile Throwable failure;

  private MaybeForkReady() {
    super(null, null, "maybefork-hooks", 0, /* inheritInheritableThreadLocals= */ false);
    setDaemon(true);
  }

  /** Whether the probes are in use. */
  static boolean isReady() {
    return STATE.get() == READY;
  }

  /** False if the probes can't be used. */
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
        failure = e;
        state.set(FAILED);
      }
    }
  }

  @Override
  public void run() {
    try {
      MaybeForkProbe.isFile(0);
      STATE.set(READY);
    } catch (Throwable e) {
      failure = e;
      STATE.set(FAILED);
    }
  }
}
