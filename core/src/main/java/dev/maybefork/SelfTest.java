package dev.maybefork;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Proves, on this very JVM, what the inline engine rests on: that held monitors are seen, that a
 * child parks and resumes on its caller's stack, and that the caller keeps its identity and its
 * interrupts. On a thread of its own, as the first caller may hold monitors; and without need of a
 * carrier, as the first caller may hold the only one.
 */
final class SelfTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    Failed(String message) {
      super(message);
    }
  }

  private volatile @Nullable Error shortage;
  private volatile @Nullable String failure = "the self-test gave no result within " + PATIENCE;

  private SelfTest() {}

  /**
   * What failed; null if nothing did.
   *
   * @throws OutOfMemoryError if there was not enough memory, or no thread, to find out
   * @throws StackOverflowError if there was not enough stack to find out
   */
  static @Nullable String failure() {
    SelfTest test = new SelfTest();
    Thread thread =
        Thread.ofPlatform()
            .name("maybefork-selftest")
            .daemon()
            .stackSize(Choosing.stackBytes)
            .inheritInheritableThreadLocals(false)
            .start(test::run);
    Uninterruptibly.run(() -> thread.join(PATIENCE));
    Error shortage = test.shortage;
    if (shortage != null) {
      throw shortage;
    }
    return test.failure;
  }

  private void run() {
    try {
      seesHeldMonitors();
      parksAndResumes();
      keepsInterrupts();
      failure = null;
    } catch (OutOfMemoryError | StackOverflowError e) {
      shortage = e; // of this attempt; a class that can't be used since is a failure of the next
    } catch (Failed e) {
      failure = "the self-test failed: " + e.getMessage();
    } catch (Throwable e) {
      failure = "the self-test failed: " + rootCause(e);
    }
  }

  private static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void seesHeldMonitors() throws Failed {
    check(Internals.holdsNoFastLock(), "a monitor is seen where none is held");
    Object outer = new Object();
    Object inner = new Object();
    synchronized (outer) {
      check(!Internals.holdsNoFastLock(), "a held monitor is not seen");
      synchronized (inner) {
        check(!Internals.holdsNoFastLock(), "two held monitors are not seen");
      }
      check(!Internals.holdsNoFastLock(), "a monitor still held is not seen");
    }
    check(Internals.holdsNoFastLock(), "a released monitor is still seen");
  }

  private static void parksAndResumes() throws Failed {
    Engine engine = new InlineEngine(false);
    Thread caller = Thread.currentThread();
    Object lock = new Object();
    ForkImpl<Boolean> fork =
        start(
            engine,
            () -> {
              Thread child = Thread.currentThread();
              boolean heldCaller = !engine.endFork();
              synchronized (lock) {
                LockSupport.parkNanos(1_000);
                return heldCaller
                    && child.isVirtual()
                    && child == Thread.currentThread()
                    && Thread.holdsLock(lock);
              }
            });
    check(Thread.currentThread() == caller, "the caller has lost its identity");
    check(fork.isDone() && !fork.forked(), "a body that may not fork did not hold its caller");
    check(fork.join(), "a body did not find itself again after it parked");
    check(Internals.holdsNoFastLock(), "a monitor of the child is left with the caller");
  }

  private static void keepsInterrupts() throws Failed {
    Thread.currentThread().interrupt();
    ForkImpl<Boolean> fork =
        start(new InlineEngine(false), () -> Thread.currentThread().isInterrupted());
    check(Thread.interrupted(), "the caller's interrupt was lost");
    check(!fork.join(), "the caller's interrupt went to the child");
  }

  private static <T> ForkImpl<T> start(Engine engine, Callable<T> body) {
    ForkImpl<T> fork = new ForkImpl<>(body);
    engine.start(fork);
    return fork;
  }

  private static void check(boolean holds, String otherwise) throws Failed {
    if (!holds) {
      throw new Failed(otherwise);
    }
  }
}
