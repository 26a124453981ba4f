package dev.maybefork.internal.watch;

import dev.maybefork.internal.jdk.StackMargin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * A thread that takes a look from time to time, as long as somebody keeps it at that. A look may
 * throw anything: the next one is taken all the same.
 *
 * <pre>
 *   ASLEEP -> SEEN     // keep, which starts the thread; back if there is none to be had
 *     SEEN -> AWAKE    // by the thread, when it looks
 *    AWAKE -> SEEN     // keep
 *    AWAKE -> ASLEEP   // by the thread, which ends: nobody kept it, and there was nothing, for long
 * </pre>
 */
public final class Watchdog implements Runnable {
  private static final int ASLEEP = 0;
  private static final int AWAKE = 1;
  private static final int SEEN = 2;

  private static final VarHandle ACTIVITY;

  static {
    try {
      ACTIVITY = MethodHandles.lookup().findVarHandle(Watchdog.class, "activity", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final long periodNanos;
  private final long idleNanos;
  private final BooleanSupplier look;
  private final BiConsumer<String, Runnable> starter;

  private int activity = ASLEEP;

  /**
   * A watch that nobody keeps yet.
   *
   * @param look whether there was anything to see
   * @param starter starts a thread of that name
   */
  Watchdog(
      String name,
      long periodNanos,
      long idleNanos,
      BooleanSupplier look,
      BiConsumer<String, Runnable> starter) {
    this.name = name;
    this.periodNanos = periodNanos;
    this.idleNanos = idleNanos;
    this.look = look;
    this.starter = starter;
  }

  /**
   * Sees to it that looks are taken from now on. Never throws; a load if it is kept anyway. That
   * may come before what there is to see is seen: but who finds SEEN has the thread look for the
   * whole idle time after it, and by then it is.
   */
  void keep() {
    if (activity != SEEN) {
      wake();
    }
  }

  private void wake() {
    if ((int) ACTIVITY.getVolatile(this) == ASLEEP) {
      try {
        StackMargin.ensure();
      } catch (StackOverflowError e) {
        return; // the next one does it: this one may not fail, a child may have begun
      }
      if (ACTIVITY.compareAndSet(this, ASLEEP, SEEN)) {
        start();
      }
    } else {
      ACTIVITY.compareAndSet(this, AWAKE, SEEN);
    }
  }

  private void start() {
    boolean started = false;
    try {
      starter.accept(name, this);
      started = true;
    } catch (OutOfMemoryError e) {
      // no thread for it
    } finally {
      if (!started) {
        ACTIVITY.setVolatile(this, ASLEEP); // the next one tries again
      }
    }
  }

  @Override
  public void run() {
    long idleSince = System.nanoTime();
    while (true) {
      try {
        LockSupport.parkNanos(periodNanos);
        Thread.interrupted(); // nobody's business; left alone, it would end each park at once
        if (look.getAsBoolean() || ACTIVITY.compareAndSet(this, SEEN, AWAKE)) {
          idleSince = System.nanoTime();
        } else if (System.nanoTime() - idleSince > idleNanos
            && ACTIVITY.compareAndSet(this, AWAKE, ASLEEP)) {
          return;
        }
      } catch (Throwable e) {
        // a logger's, or an agent's, or for want of memory: the next look may do better
      }
    }
  }
}
