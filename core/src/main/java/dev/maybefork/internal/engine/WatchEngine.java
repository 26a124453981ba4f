package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.StackMargin;
import dev.maybefork.internal.watch.HeldChildren;
import dev.maybefork.internal.watch.HeldWatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine for a JDK that isn't open to us, or that we don't know: it uses the public API only.
 * The child is a plain virtual thread, and its caller looks at its {@link Thread#getState()} until
 * that is a blocked one. Slow, and it may miss a short block; never wrong.
 *
 * <p>What it can't do: the caller's scoped values aren't visible in the body.
 */
public final class WatchEngine implements Engine {
  private static final int SPINS = 50;

  /** Some milliseconds later. */
  private static final int FIRST_LOOK_AT_HELD = SPINS + 15;

  private static final long MIN_PAUSE_NANOS = 20_000;
  private static final long MAX_PAUSE_NANOS = 1_000_000;

  @Override
  public void start(Task task) {
    StackMargin.ensure();
    boolean forksAtOnce = task.forksAtOnce();
    WatchedChild child = new WatchedChild(task);
    Thread thread = Thread.ofVirtual().unstarted(child);
    thread.setName("maybefork-" + thread.threadId()); // later, it may hold its own monitor
    task.onStart(thread, child);
    if (forksAtOnce) {
      child.startForked(thread);
      child.commit();
      return;
    }
    WatchedChild parent = WatchedChild.current();
    HeldWatch.keep();
    try {
      thread.start();
      watch(child, thread, parent);
    } catch (VirtualMachineError e) {
      child.leftAlone(thread);
      throw e;
    } finally {
      HeldChildren.remove(child);
      if (parent != null) {
        parent.watches(false);
      }
    }
    child.commit();
  }

  private static void watch(WatchedChild child, Thread thread, @Nullable WatchedChild parent) {
    boolean interrupted = false;
    boolean toForward = false;
    boolean noted = false;
    for (int i = 0; !child.isOver(); i++) {
      boolean timeIsOver = child.isTimeOver();
      boolean blocked = child.isBlocked(thread);
      if ((blocked || timeIsOver) && child.forks(thread, timeIsOver)) {
        break;
      }
      child.looked(thread, blocked);
      if (blocked && i >= FIRST_LOOK_AT_HELD && !noted) {
        noted = true;
        child.held(thread);
        HeldChildren.add(child, thread, Thread.currentThread());
      } else if (!blocked && noted) {
        noted = false;
        child.goesOn();
        HeldChildren.remove(child);
      }
      if (blocked && toForward) {
        toForward = false;
        thread.interrupt(); // see Child.interruptCaller
      }
      if (parent != null) {
        parent.watches(!blocked); // a child that holds its parent by a block blocks it
      }
      pause(i);
      if (Thread.interrupted()) {
        interrupted = true;
        toForward = true;
      }
    }
    if (noted) {
      child.goesOn();
    }
    child.lookedLast(thread);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(int i) {
    if (i < SPINS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(Math.min(MIN_PAUSE_NANOS << Math.min(i - SPINS, 10), MAX_PAUSE_NANOS));
    }
  }

  @Override
  public boolean endFork() {
    WatchedChild child = WatchedChild.current();
    if (child == null) {
      throw Engine.notInBody();
    }
    return child.close();
  }

  @Override
  public @Nullable Task current() {
    WatchedChild child = WatchedChild.current();
    return child == null ? null : child.task().unwrapped();
  }

  /** Plain virtual threads stay with their carriers. */
  @Override
  public boolean offload() {
    return false;
  }

  @Override
  public void leaveOffload() {
    throw new IllegalStateException("it never moved");
  }

  /** Plain virtual threads: nobody can stand by while others start them. */
  @Override
  public ThreadFactory threadFactory(Function<Runnable, Task> tasks) {
    return Thread.ofVirtual().name("maybefork").factory();
  }
}
