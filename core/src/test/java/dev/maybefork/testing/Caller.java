package dev.maybefork.testing;

import dev.maybefork.MaybeFork;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of thread that calls maybeFork, and what it holds while it does. */
public record Caller(Kind kind, Holding holding) {
  private static final long DEADLINE_SECONDS = 100;

  public enum Kind {
    PLATFORM,
    VIRTUAL,
    /** A virtual thread whose carriers aren't the JDK's own. */
    VIRTUAL_OF_OTHER_SCHEDULER,
    /** A body in its first slice, on the stack of a platform thread. */
    BODY,
    /** A body in its first slice, on the stack of a virtual thread. */
    BODY_ON_VIRTUAL,
    /** A body that has forked. */
    FORKED_BODY
  }

  public enum Holding {
    NOTHING,
    FAST_LOCKED_MONITOR,
    INFLATED_MONITOR
  }

  /** What a test does as such a caller. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  public static Stream<Caller> all() {
    return kinds()
        .flatMap(kind -> Stream.of(Holding.values()).map(holding -> new Caller(kind, holding)));
  }

  /** Those that there can be here. */
  public static Stream<Kind> kinds() {
    return Stream.of(Kind.values())
        .filter(kind -> kind != Kind.VIRTUAL_OF_OTHER_SCHEDULER || isOpen());
  }

  private static boolean isOpen() {
    return Object.class.getModule().isOpen("java.lang", Caller.class.getModule());
  }

  /** Whether the engine only watches the bodies. It may do so where {@code java.lang} is open. */
  public static boolean watches() {
    return MaybeFork.engineStatus().engine().equals("watch");
  }

  public boolean isVirtual() {
    return kind != Kind.PLATFORM;
  }

  /** Runs the action in a new thread of this kind, and throws what it throws. */
  public void run(Action action) throws Exception {
    Executor carriers = null;
    Object monitor = holding == Holding.INFLATED_MONITOR ? Monitors.inflated() : new Object();
    Outcome outcome = new Outcome(() -> holding(monitor, action)); // made before: that blocks
    Thread thread =
        switch (kind) {
          case PLATFORM -> Thread.ofPlatform().daemon().unstarted(outcome);
          case VIRTUAL -> Thread.ofVirtual().unstarted(outcome);
          case VIRTUAL_OF_OTHER_SCHEDULER -> {
            carriers = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
            yield OtherScheduler.newThread(carriers, outcome);
          }
          case BODY -> Thread.ofPlatform().daemon().unstarted(outcome.in(body(false)));
          case BODY_ON_VIRTUAL -> Thread.ofVirtual().unstarted(outcome.in(body(false)));
          case FORKED_BODY -> Thread.ofPlatform().daemon().unstarted(outcome.in(body(true)));
        };
    thread.start();
    outcome.await(thread);
    boolean _ =
        thread.join(
            Duration.ofSeconds(DEADLINE_SECONDS)); // its own body has ended, and been counted
    if (carriers instanceof ExecutorService service) {
      service.shutdown();
    }
  }

  private interface Wrapper {
    void run(Runnable action);
  }

  private static Wrapper body(boolean forked) {
    return action ->
        MaybeFork.maybeFork(
                () -> {
                  if (forked) {
                    Thread.sleep(5);
                  }
                  action.run();
                })
            .join();
  }

  private void holding(Object monitor, Action action) throws Exception {
    if (holding == Holding.NOTHING) {
      action.run();
    } else {
      locking(monitor, action);
    }
  }

  private static void locking(Object monitor, Action action) throws Exception {
    synchronized (monitor) {
      action.run();
      if (!Thread.holdsLock(monitor)) {
        throw new AssertionError("the caller has lost its monitor");
      }
    }
  }

  private static final class Outcome implements Runnable {
    private final Action action;
    private final Thread waiter = Thread.currentThread();
    private @Nullable Throwable thrown;
    private volatile boolean done;

    Outcome(Action action) {
      this.action = action;
    }

    Runnable in(Wrapper wrapper) {
      return () -> {
        try {
          wrapper.run(this);
        } catch (CompletionException e) {
          thrown = e.getCause();
          end();
        }
      };
    }

    @Override
    public void run() {
      try {
        action.run();
      } catch (Throwable e) {
        thrown = e;
      }
      end();
    }

    private void end() {
      done = true;
      LockSupport.unpark(waiter);
    }

    void await(Thread thread) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      while (!done) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("hangs: " + thread, at(thread));
        }
      }
      switch (thrown) {
        case null -> {}
        case Error e -> throw e;
        case Exception e -> throw e;
        case Throwable e -> throw new AssertionError(e);
      }
    }

    private static Throwable at(Thread thread) {
      Throwable trace = new Throwable("the thread is here");
      trace.setStackTrace(thread.getStackTrace());
      return trace;
    }
  }
}
