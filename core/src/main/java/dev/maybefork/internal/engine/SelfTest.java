package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.Uninterruptibly;
import java.time.Duration;
import java.util.Objects;
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

  /** What else is to be walked through: see {@link EngineClient#rehearse}. */
  @FunctionalInterface
  interface Part {
    void run(Engine engine) throws Exception;
  }

  /** What is to be proven. */
  @FunctionalInterface
  interface Proof {
    void run() throws Exception;
  }

  /** Something is not as it has to be. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    Failed(String message) {
      super(message);
    }
  }

  /**
   * A body that may not fork, but is asked for all that is asked where one may. Its thread is no
   * program's, and not in a flight recording.
   */
  private static final class Trial<T> implements Task {
    private final Callable<T> body;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private BlockEvent.@Nullable Cause seen;
    private boolean isDone;
    private boolean forked;

    Trial(Callable<T> body) {
      this.body = body;
    }

    @Override
    public void onStart(Thread child, ForkGate gate) {
      // the child is the scheduler of its own thread
      Internals.runUnrecorded(child, (Child) Objects.requireNonNull(Internals.scheduler(child)));
    }

    @Override
    public void run() {
      try {
        result = body.call();
      } catch (Throwable e) {
        failure = e;
      }
      isDone = true;
    }

    T result() throws Failed {
      if (failure instanceof VirtualMachineError e) {
        throw e;
      }
      check(result != null, "a body failed: " + failure);
      return Objects.requireNonNull(result);
    }

    @Override
    public boolean mayForkAt(BlockEvent block) {
      seen = block.cause();
      return false;
    }

    @Override
    public void onFork(Thread child) {
      forked = true;
    }

    @Override
    public void onFailure(Throwable e) {
      failure = e;
    }
  }

  private volatile @Nullable Error shortage;
  private volatile @Nullable String failure = "the self-test gave no result within " + PATIENCE;

  private SelfTest() {}

  /**
   * What failed; null if nothing did.
   *
   * @param stackBytes of the thread on which it runs
   * @throws OutOfMemoryError if there was not enough memory, or no thread, to find out
   * @throws StackOverflowError if there was not enough stack to find out
   */
  static @Nullable String failure(Proof proof, long stackBytes) {
    SelfTest test = new SelfTest();
    Thread thread =
        Thread.ofPlatform()
            .name("maybefork-selftest")
            .daemon()
            .stackSize(stackBytes)
            .inheritInheritableThreadLocals(false)
            .start(() -> test.run(proof));
    Uninterruptibly.run(() -> thread.join(PATIENCE));
    Error shortage = test.shortage;
    if (shortage != null) {
      throw shortage;
    }
    return test.failure;
  }

  /** What has to be so wherever the inline engine serves. By the thread of the self-test. */
  static void prove(Part rehearsal) throws Exception {
    Internals.ensureStack();
    seesHeldMonitors();
    stowsMonitors();
    parksAndResumes();
    keepsInterrupts();
    endsWhatIsInterrupted();
    rehearsesForks();
    rehearsal.run(new InlineEngine(false));
    rehearsal.run(InlineEngine.rehearsing());
  }

  private void run(Proof proof) {
    try {
      proof.run();
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

  private static void stowsMonitors() throws Failed {
    Object outer = new Object();
    Object inner = new Object();
    Callable<Boolean> body = () -> Internals.holdsNoFastLock() && !Thread.holdsLock(outer);
    // once before: to load a class may take so many monitors that the VM inflates those held here
    check(start(new InlineEngine(false), body).result(), "a body has a monitor of nobody");
    synchronized (outer) {
      synchronized (inner) {
        Trial<Boolean> trial = start(new InlineEngine(false), body);
        check(trial.result(), "a body has its caller's monitors");
        check(Thread.holdsLock(outer) && Thread.holdsLock(inner), "a caller has lost a monitor");
        check(!Internals.holdsNoFastLock(), "a caller has lost its monitors");
      }
    }
    check(Internals.holdsNoFastLock(), "a released monitor has come back");
  }

  private static void parksAndResumes() throws Failed {
    Engine engine = new InlineEngine(false);
    Thread caller = Thread.currentThread();
    Object lock = new Object();
    Trial<Boolean> trial =
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
    check(trial.isDone && !trial.forked, "a body that may not fork did not hold its caller");
    check(trial.result(), "a body did not find itself again after it parked");
    check(Internals.holdsNoFastLock(), "a monitor of the child is left with the caller");
  }

  private static void keepsInterrupts() throws Failed {
    Thread.currentThread().interrupt();
    Trial<Boolean> trial =
        start(new InlineEngine(false), () -> Thread.currentThread().isInterrupted());
    check(Thread.interrupted(), "the caller's interrupt was lost");
    check(!trial.result(), "the caller's interrupt went to the child");
  }

  private static void endsWhatIsInterrupted() throws Failed {
    Thread.currentThread().interrupt();
    Engine engine = new InlineEngine(false);
    Object lock = new Object();
    Trial<Boolean> trial =
        start(
            engine,
            () -> {
              boolean _ = engine.endFork();
              try {
                synchronized (lock) {
                  for (int i = 0; i < 5; i++) {
                    lock.wait(1_000);
                  }
                }
                return false;
              } catch (InterruptedException e) {
                return true;
              }
            });
    check(Thread.interrupted(), "the interrupt of a held caller was lost");
    check(trial.result(), "the interrupt of a held caller did not end the wait that holds it");
  }

  /**
   * Walks through what a host does while its child may hold any lock, that of a class loader too:
   * so that its classes are loaded and linked when it comes to that.
   */
  private static void rehearsesForks() throws Failed {
    BlockEvent.Cause seen = start(InlineEngine.rehearsing(), SelfTest::parks).seen;
    check(seen == BlockEvent.Cause.WAIT, "a park is not seen as one");
    Thread thread = Thread.ofVirtual().unstarted(() -> {});
    Internals.nameIfUnnamed(thread, "maybefork-".concat(Long.toString(thread.threadId())));
  }

  private static boolean parks() {
    LockSupport.parkNanos(1_000);
    return true;
  }

  private static <T> Trial<T> start(Engine engine, Callable<T> body) {
    Trial<T> trial = new Trial<>(body);
    engine.start(trial);
    return trial;
  }

  static void check(boolean holds, String otherwise) throws Failed {
    if (!holds) {
      throw new Failed(otherwise);
    }
  }
}
