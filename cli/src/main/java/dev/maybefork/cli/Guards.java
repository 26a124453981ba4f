package dev.maybefork.cli;

import static dev.maybefork.MaybeFork.maybeFork;
import static dev.maybefork.cli.Guard.check;

import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What a caller and its child must keep, whatever becomes of the child. */
final class Guards {
  static final List<Guard> ALL =
      List.of(
          new Guard("monitors", _ -> new Monitors()),
          new Guard("interrupts", Interrupts::new),
          new Guard("transitions", Transitions::new),
          new Guard("resume", _ -> new Resume()),
          new Guard("end", _ -> new End()));

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Guards() {}

  private static <T> T join(Fork<T> fork) throws Exception {
    return fork.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** A caller keeps its monitors, which exclude others, and its child has none of them. */
  private static final class Monitors implements Guard.Round {
    private final Object own = new Object();
    private final Object shared = new Object();
    private int inside;

    @Override
    public void run() throws Exception {
      Fork<Boolean> fork;
      synchronized (own) {
        synchronized (shared) {
          check(++inside == 1, "two threads are in one monitor");
          fork =
              maybeFork(() -> {
                boolean before = Thread.holdsLock(own) || Thread.holdsLock(shared);
                LockSupport.parkNanos(1_000);
                return before || Thread.holdsLock(own);
              });
          check(Thread.holdsLock(own) && Thread.holdsLock(shared), "a caller lost a monitor");
          check(--inside == 0, "two threads are in one monitor");
        }
      }
      check(!Thread.holdsLock(own) && !Thread.holdsLock(shared), "a caller has a monitor too many");
      check(!join(fork), "a child has its caller's monitor");
    }

    @Override
    public void disturb() {
      synchronized (shared) {
        check(++inside == 1, "two threads are in one monitor");
        Thread.onSpinWait();
        check(--inside == 0, "two threads are in one monitor");
      }
    }
  }

  /** Those of the caller stay with it, those of the child with that. */
  private static final class Interrupts implements Guard.Round {
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final Thread caller;

    Interrupts(Thread caller) {
      this.caller = caller;
    }

    @Override
    public void run() throws Exception {
      int number = wanted.incrementAndGet();
      Fork<Boolean> fork =
          maybeFork(() -> {
            boolean leaked = Thread.interrupted();
            Thread.currentThread().interrupt();
            LockSupport.parkNanos(1_000_000); // which that ends
            boolean kept = Thread.interrupted();
            LockSupport.parkNanos(1_000);
            return kept && !leaked && !Thread.interrupted();
          });
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (sent.get() != number) {
        check(System.nanoTime() - end < 0, "nobody has sent an interrupt");
        Thread.yield();
      }
      check(Thread.interrupted(), "a caller's interrupt was lost");
      check(join(fork), "an interrupt went to another thread");
    }

    @Override
    public void disturb() {
      int number = wanted.get();
      if (number != sent.get()) {
        caller.interrupt();
        sent.set(number);
      }
      Thread.yield();
    }
  }

  /** Whoever looks at the caller sees a whole thread, and does no harm. */
  private static final class Transitions implements Guard.Round {
    private final Thread caller;
    private final Object monitor = new Object();

    Transitions(Thread caller) {
      this.caller = caller;
    }

    @Override
    public void run() throws Exception {
      Fork<Thread> fork;
      synchronized (monitor) {
        fork =
            maybeFork(() -> {
              Thread.yield();
              return Thread.currentThread();
            });
      }
      check(Thread.currentThread() == caller, "a caller lost its identity");
      check(join(fork) != caller, "a body runs as its caller");
    }

    @Override
    public void disturb() throws Exception {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (caller.getStackTrace().length == 0 && caller.isAlive()) {
        check(System.nanoTime() - end < 0, "a caller has no stack");
      }
      Thread.getAllStackTraces();
      Thread.sleep(1);
    }
  }

  /** Whoever unparks a child wakes it, be it held or on its way. */
  private static final class Resume implements Guard.Round {
    private static final int PARKS = 10;
    private int number;

    @Override
    public void run() throws Exception {
      ForkOn on = number++ % 2 == 0 ? ForkOn.BLOCKING : ForkOn.NEVER;
      AtomicInteger wanted = new AtomicInteger();
      AtomicInteger given = new AtomicInteger();
      Fork<Void> fork =
          maybeFork(
              on,
              () -> {
                Thread self = Thread.currentThread();
                Thread.startVirtualThread(() -> wake(self, wanted, given));
                for (int i = 1; i <= PARKS; i++) {
                  wanted.set(i);
                  long end = System.nanoTime() + PATIENCE.toNanos();
                  while (given.get() < i) {
                    LockSupport.parkNanos(PATIENCE.toNanos());
                    check(System.nanoTime() - end < 0, "an unpark was lost");
                  }
                }
              });
      join(fork);
    }

    private static void wake(Thread child, AtomicInteger wanted, AtomicInteger given) {
      for (int i = 1; i <= PARKS; i++) {
        while (wanted.get() < i) {
          Thread.yield();
        }
        given.set(i);
        LockSupport.unpark(child);
      }
    }
  }

  /** A child that ends where it began is gone for whoever joins it, and its starter goes on. */
  private static final class End implements Guard.Round {
    private int number;

    @Override
    public void run() throws Exception {
      boolean blocks = number++ % 2 == 0;
      AtomicInteger joined = new AtomicInteger();
      Thread thread =
          MaybeFork.threadFactory()
              .newThread(() -> {
                Thread self = Thread.currentThread();
                Thread.startVirtualThread(() -> join(self, joined));
                if (blocks) {
                  LockSupport.parkNanos(1_000);
                }
              });
      thread.start();
      check(thread.join(PATIENCE), "a thread has not ended");
      check(thread.getState() == Thread.State.TERMINATED, "a thread that has ended is " + thread);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (joined.get() == 0) {
        check(System.nanoTime() - end < 0, "who joins a thread was not told of its end");
        Thread.yield();
      }
    }

    private static void join(Thread thread, AtomicInteger joined) {
      try {
        thread.join();
        joined.incrementAndGet();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
