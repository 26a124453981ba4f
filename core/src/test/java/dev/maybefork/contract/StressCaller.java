package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.testing.BackgroundNoise;
import dev.maybefork.testing.Monitors;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One caller of a stress run. In each round it calls maybeFork with a random body, plain, holding a
 * monitor of either sort or several that others want, interrupted or not; and checks that it is
 * still who it was.
 */
public final class StressCaller implements Runnable {
  private static final int MAX_RUNNING = 50;
  private static final int MAX_NESTING = 4;

  /** BLOCKING, half of the time. No body waits for its caller, so each may hold it. */
  private static final List<ForkOn> CONDITIONS =
      List.of(
          ForkOn.NEVER,
          ForkOn.ALWAYS,
          ForkOn.kinds(BlockKind.PARK, BlockKind.MONITOR, BlockKind.MARKED),
          ForkOn.nthBlock(2),
          ForkOn.after(Duration.ofNanos(100_000)),
          ForkOn.after(Duration.ofNanos(500_000)).or(ForkOn.kinds(BlockKind.SLEEP)));

  /** Those that need no block to fork. */
  private static final Set<ForkOn> UNASKED =
      Set.of(CONDITIONS.get(1), CONDITIONS.get(4), CONDITIONS.get(5));

  private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

  private final Thread thread;
  private final StressReport report;
  private final long end;
  private final StressBodies bodies = new StressBodies();
  private final Object fastMonitor = new Object();
  private final Object inflatedMonitor = Monitors.inflated();
  private final Deque<Called> called = new ArrayDeque<>();

  /** Rounds in which an interrupt is asked for, and has been sent: see {@link BackgroundNoise}. */
  public final AtomicInteger interruptAsked = new AtomicInteger();

  public final AtomicInteger interruptSent = new AtomicInteger();

  /** Monitors of a round, which others want too while they are held: see {@link #contend}. */
  private volatile Guarded @Nullable [] guarded;

  /** A monitor, and whether its owner is inside. */
  private static final class Guarded {
    private boolean inUse;
  }

  private record Called(Fork<Integer> fork, ForkOn on, boolean interrupted) {}

  private static ForkOn condition() {
    int number = ThreadLocalRandom.current().nextInt(2 * CONDITIONS.size());
    return number < CONDITIONS.size() ? CONDITIONS.get(number) : ForkOn.BLOCKING;
  }

  StressCaller(Thread.Builder builder, StressReport report, long end) {
    this.thread = builder.unstarted(this);
    this.report = report;
    this.end = end;
  }

  public Thread thread() {
    return thread;
  }

  void start() {
    thread.start();
  }

  void join(long seconds) throws InterruptedException {
    if (!thread.join(Duration.ofSeconds(seconds))) {
      AssertionError hangs = new AssertionError(thread + " hangs");
      hangs.setStackTrace(thread.getStackTrace());
      throw hangs;
    }
  }

  @Override
  public void run() {
    LOCAL.set(this);
    try {
      while (System.nanoTime() < end && report.found().isEmpty()) {
        round();
        if (called.size() > MAX_RUNNING) {
          reap();
        }
      }
      while (!called.isEmpty()) {
        reap();
      }
    } catch (Throwable e) {
      report.add(e);
    }
  }

  private void round() {
    boolean interrupted = ThreadLocalRandom.current().nextInt(8) == 0;
    if (interrupted) {
      bodies.interruptReachedWait = false;
      interruptAsked.incrementAndGet();
    }
    switch (ThreadLocalRandom.current().nextInt(5)) {
      case 0 -> underSeveral(interrupted);
      case 1 -> {
        synchronized (fastMonitor) {
          call(interrupted);
          report.check(Thread.holdsLock(fastMonitor), "a fast-locked monitor was lost");
        }
      }
      case 2 -> {
        synchronized (inflatedMonitor) {
          call(interrupted);
          report.check(Thread.holdsLock(inflatedMonitor), "an inflated monitor was lost");
        }
      }
      default -> call(interrupted);
    }
    report.check(!Thread.holdsLock(fastMonitor), "a fast-locked monitor was left");
    report.check(!Thread.holdsLock(inflatedMonitor), "an inflated monitor was left");
    report.check(Thread.currentThread() == thread, "the caller is not itself");
    report.check(LOCAL.get() == this, "the caller's thread local is not its own");
    if (interrupted) {
      while (interruptSent.get() != interruptAsked.get()) {
        Thread.onSpinWait();
      }
      report.check(
          Thread.interrupted() || bodies.interruptReachedWait, "the caller's interrupt was lost");
      report.countInterrupt();
    } else {
      report.check(!Thread.interrupted(), "the caller was interrupted by somebody's child");
    }
  }

  /** New ones, so that each is fast-locked until somebody else wants it. */
  private void underSeveral(boolean interrupted) {
    Guarded outer = new Guarded();
    Guarded inner = new Guarded();
    guarded = new Guarded[] {outer, inner};
    synchronized (outer) {
      enter(outer);
      synchronized (inner) {
        enter(inner);
        synchronized (outer) {
          call(interrupted);
          report.check(Thread.holdsLock(outer), "a monitor held twice was lost");
        }
        report.check(Thread.holdsLock(inner), "a monitor held within another was lost");
        inner.inUse = false;
      }
      report.check(Thread.holdsLock(outer), "a monitor was lost after another was left");
      outer.inUse = false;
    }
    report.check(
        !Thread.holdsLock(outer) && !Thread.holdsLock(inner), "a monitor of several was left");
    guarded = null;
  }

  private void enter(Guarded monitor) {
    report.check(!monitor.inUse, "two are in one monitor");
    monitor.inUse = true;
  }

  /** By any other thread: gets one of the monitors that are held just now, when it's free. */
  public void contend() {
    Guarded[] held = guarded;
    if (held != null) {
      Guarded one = held[ThreadLocalRandom.current().nextInt(held.length)];
      synchronized (one) {
        enter(one);
        one.inUse = false;
      }
    }
  }

  private void call(boolean interrupted) {
    ForkOn on = condition();
    Fork<Integer> fork = maybeFork(on, () -> body(MAX_NESTING, on));
    report.countBody();
    if (fork.forked()) {
      report.countFork();
    } else {
      report.check(fork.isDone(), "a body is neither done nor forked");
    }
    called.add(new Called(fork, on, interrupted));
  }

  private void reap() {
    Called last = called.remove();
    boolean interrupted = Thread.interrupted();
    try {
      report.check(last.fork.join() == 1, "a body has not run exactly once");
    } catch (CompletionException e) {
      if (!isExpected(e.getCause(), last)) {
        report.add(new AssertionError("a body failed: " + last, e));
      }
    }
    if (interrupted) {
      thread.interrupt();
    }
  }

  /**
   * Only a body that held its caller, which was interrupted, gets an interrupt from there; and
   * passes it on to a body that holds it.
   */
  private static boolean isExpected(@Nullable Throwable failure, Called called) {
    if (failure instanceof CompletionException) {
      return isExpected(failure.getCause(), called);
    }
    boolean interrupt =
        failure instanceof InterruptedException || failure instanceof SocketException;
    return failure instanceof StressBodies.Expected
        || (interrupt
            && called.interrupted
            && (called.on != ForkOn.BLOCKING || !called.fork.forked())); // it may fork later
  }

  private int body(int nesting, ForkOn on) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Thread child = Thread.currentThread();
    report.check(child.isVirtual() && child != thread, "a body is not run as a child");
    report.check(LOCAL.get() == null, "a child sees its caller's thread local");
    report.check(!Thread.holdsLock(fastMonitor), "a child holds its caller's monitor");
    LOCAL.set(child);
    boolean ended = random.nextInt(4) == 0;
    if (ended) {
      boolean forked = endFork();
      report.check(!forked || UNASKED.contains(on), "a body has forked before it did anything");
    }
    if (on == ForkOn.BLOCKING && !ended && nesting == MAX_NESTING) {
      contend(); // with its caller: so it forks
    }
    List<Fork<Integer>> inner = new ArrayList<>();
    int blocks = random.nextInt(4);
    for (int i = 0; i < blocks; i++) {
      if (nesting > 0 && random.nextInt(3) == 0) {
        inner.add(nested(nesting - 1));
      } else {
        bodies.block(child);
      }
      report.check(Thread.currentThread() == child, "a child is not itself");
      report.check(LOCAL.get() == child, "a child's thread local is not its own");
    }
    for (Fork<Integer> fork : inner) {
      fork.join();
    }
    if (random.nextInt(50) == 0) {
      throw new StressBodies.Expected();
    }
    return 1;
  }

  private Fork<Integer> nested(int nesting) {
    ForkOn on = condition();
    if (ThreadLocalRandom.current().nextInt(3) != 0) {
      return maybeFork(on, () -> quietly(nesting, on));
    }
    Object monitor = new Object();
    synchronized (monitor) {
      Fork<Integer> fork = maybeFork(on, () -> quietly(nesting, on));
      report.check(Thread.holdsLock(monitor), "a child that is a caller lost its monitor");
      return fork;
    }
  }

  private int quietly(int nesting, ForkOn on) throws Exception {
    try {
      return body(nesting, on);
    } catch (StressBodies.Expected e) {
      return 1;
    }
  }
}
