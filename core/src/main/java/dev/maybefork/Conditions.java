package dev.maybefork;

import dev.maybefork.internal.engine.Task;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** The condition of bodies that have none of their own, and how a task gets its condition. */
final class Conditions {
  /** Whether to note where each body forks. It costs a walk of the stack. */
  private static final boolean NOTES_ALL = Boolean.getBoolean("maybefork.forkPoints");

  /** What BLOCKING means now. Not volatile: tests set it before they start anything. */
  private static ForkOn standIn = ForkOn.BLOCKING;

  /** The newest first. Changed under its own lock, read without one: where a child is let go. */
  private static final List<StandIn> STAND_INS = new CopyOnWriteArrayList<>();

  /** BLOCKING is something else until this is closed. */
  static final class StandIn implements ForkOn.Everywhere {
    private final ForkOn on;
    private volatile boolean forked;

    private StandIn(ForkOn on) {
      this.on = on;
    }

    @Override
    public boolean forked() {
      return forked;
    }

    @Override
    public void close() {
      synchronized (STAND_INS) {
        STAND_INS.remove(this);
        standIn = STAND_INS.isEmpty() ? ForkOn.BLOCKING : STAND_INS.getFirst().on;
      }
    }
  }

  private Conditions() {}

  static ForkOn.Everywhere everywhere(ForkOn on) {
    StandIn newest = new StandIn(on);
    synchronized (STAND_INS) {
      STAND_INS.addFirst(newest);
      standIn = on;
    }
    return newest;
  }

  /** Notes that something forked under this condition. */
  static void forked(ForkOn on) {
    if (standIn != ForkOn.BLOCKING) {
      for (StandIn each : STAND_INS) {
        each.forked |= each.on == on;
      }
    }
  }

  /** Runs the task as a child of the current thread that forks on that. */
  static void start(BodyTask task, ForkOn on) {
    Engines.get().start(under(on, task));
  }

  /** Makes threads that run as children of who starts them, which fork on that. */
  static ThreadFactory threadFactory(ForkOn on) {
    return Engines.get().threadFactory(runnable -> under(on, new ThreadTask(runnable)));
  }

  /** The condition, or what stands in for it now. */
  static ForkOn actual(ForkOn on) {
    return on == ForkOn.BLOCKING ? standIn : on;
  }

  /** The task; within one that asks the condition, if there is anything to ask. */
  static Task under(ForkOn on, BodyTask task) {
    ForkOn actual = actual(on);
    return actual == ForkOn.BLOCKING && !NOTES_ALL ? task : new ConditionedTask(task, actual);
  }
}
