package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.internal.jdk.JdkMembers;
import dev.maybefork.internal.jdk.Uninterruptibly;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the inline engine must keep, tried for some tenths of a second with others in the way: where
 * nobody has ever run it, this comes after the {@link SelfTest}. Each round makes one child that
 * forks and one that holds its caller, who has monitors. One thread contends for these; another one
 * takes the caller's stack trace, and interrupts the caller while the child runs on its stack.
 *
 * <p>First the JDK's members that the library needs are looked at, one by one. Unlike the self-test
 * this takes a carrier of the default scheduler: without one it fails.
 */
final class LongSelfTest {
  private static final Duration DURATION = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What a child finds out, once it has gone on after each of its blocks. */
  private static final class Trial implements Task {
    final CountDownLatch ended = new CountDownLatch(1);
    private final LongSelfTest test;
    private final boolean mayFork;
    private volatile @Nullable String wrong = "a body did not run to its end";
    private @Nullable Thread thread;
    private boolean forked;

    Trial(LongSelfTest test, boolean mayFork) {
      this.test = test;
      this.mayFork = mayFork;
    }

    @Override
    public void onStart(Thread child, ForkGate gate) {
      thread = child;
      // the child is the scheduler of its own thread, which is in no flight recording
      Internals.runUnrecorded(child, (Child) Objects.requireNonNull(Internals.scheduler(child)));
    }

    @Override
    public void run() {
      wrong = test.inChild(Objects.requireNonNull(thread));
      ended.countDown();
    }

    @Override
    public boolean mayForkAt(BlockEvent block) {
      return mayFork;
    }

    @Override
    public void onFork(Thread child) {
      forked = true;
    }

    @Override
    public void onFailure(Throwable e) {
      wrong = "a body failed: " + e;
      ended.countDown();
    }
  }

  private final Thread caller = Thread.currentThread();
  private final Object own = new Object();
  private final Object shared = new Object();
  private int insideShared; // guarded by shared

  // interrupts of the caller that its children have asked for, and that it was sent
  private final AtomicInteger wanted = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();

  private volatile boolean over;
  private volatile @Nullable Throwable disturbed;

  private LongSelfTest() {}

  /** Throws what was found wrong. By the thread of the self-test. */
  static void run() throws Exception {
    checkMembers();
    new LongSelfTest().disturbedRounds();
  }

  private static void checkMembers() throws IOException, SelfTest.Failed {
    JdkMembers members = JdkMembers.check();
    SelfTest.check(members.wrong().isEmpty(), "the JDK differs: " + members.wrong());
  }

  private void disturbedRounds() throws Exception {
    Thread contender = start(this::contend);
    Thread interrupter = start(this::interruptAndLook);
    try {
      long start = System.nanoTime();
      do {
        round(/* mayFork= */ true);
        round(/* mayFork= */ false);
      } while (System.nanoTime() - start < DURATION.toNanos());
    } finally {
      over = true;
      Uninterruptibly.run(() -> contender.join(PATIENCE)); // an interrupt may be under way
      Uninterruptibly.run(() -> interrupter.join(PATIENCE));
    }
    Throwable e = disturbed;
    SelfTest.check(e == null, "another thread found: " + e);
  }

  private Thread start(Disturbance disturbance) {
    return Thread.ofPlatform()
        .name("maybefork-selftest-other")
        .daemon()
        .inheritInheritableThreadLocals(false)
        .start(() -> {
          try {
            while (!over) {
              disturbance.run();
              Thread.yield();
            }
          } catch (Throwable e) {
            disturbed = e;
          }
        });
  }

  private void round(boolean mayFork) throws Exception {
    Trial trial = new Trial(this, mayFork);
    synchronized (own) {
      synchronized (shared) {
        SelfTest.check(++insideShared == 1, "two threads are in one monitor");
        new InlineEngine(false).start(trial);
        SelfTest.check(
            Thread.holdsLock(own) && Thread.holdsLock(shared), "a caller has lost a monitor");
        SelfTest.check(--insideShared == 0, "two threads are in one monitor");
      }
    }
    SelfTest.check(Internals.holdsNoFastLock(), "a released monitor has come back");
    SelfTest.check(Thread.currentThread() == caller, "the caller has lost its identity");
    SelfTest.check(trial.forked == mayFork, "a body " + (mayFork ? "has not forked" : "forked"));
    SelfTest.check(Thread.interrupted(), "the caller's interrupt was lost");
    SelfTest.check(
        trial.ended.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS),
        "a child that has forked did not go on");
    String wrong = trial.wrong;
    SelfTest.check(wrong == null, String.valueOf(wrong));
    Thread child = Objects.requireNonNull(trial.thread);
    SelfTest.check(child.join(PATIENCE), "a child has not ended");
  }

  /** What is wrong; null if nothing is. Called by the child. */
  private @Nullable String inChild(Thread self) {
    Object lock = new Object();
    synchronized (lock) {
      if (Thread.holdsLock(own) || Thread.holdsLock(shared)) {
        return "a body has its caller's monitors";
      }
      if (!awaitInterruptOfCaller()) {
        return "nobody interrupts";
      }
      if (self.isInterrupted()) {
        return "the caller's interrupt went to the child";
      }
      Thread.yield(); // a block, at which it forks if it may
      LockSupport.parkNanos(1_000);
      if (Thread.currentThread() != self || !Thread.holdsLock(lock)) {
        return "a body did not find itself again after it parked";
      }
    }
    return null;
  }

  /** False if it doesn't come. It comes while the child runs on its caller's stack. */
  private boolean awaitInterruptOfCaller() {
    int number = wanted.incrementAndGet();
    long start = System.nanoTime();
    while (sent.get() != number) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  // the others

  private interface Disturbance {
    void run() throws Exception;
  }

  private void contend() throws SelfTest.Failed {
    synchronized (shared) {
      SelfTest.check(++insideShared == 1, "two threads are in one monitor");
      SelfTest.check(--insideShared == 0, "two threads are in one monitor");
    }
  }

  private void interruptAndLook() {
    int number = wanted.get();
    if (number != sent.get()) {
      caller.interrupt();
      sent.set(number);
    }
    StackTraceElement[] _ = caller.getStackTrace();
  }
}
