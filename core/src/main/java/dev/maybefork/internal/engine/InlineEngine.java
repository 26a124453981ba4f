package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.Internals;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine that runs a child's first slice on its caller's stack, where that is safe for this
 * call; else it hands the child to a thread that stands in for the caller.
 */
public final class InlineEngine implements Engine {
  /**
   * How many slices may lie on one stack. A slice of a trivial body takes some 3 KB, so this leaves
   * three quarters of the usual 1 MB to the bodies.
   */
  static final int MAX_DEPTH = 64;

  /** A child that runs on its caller's stack, where that is safe. */
  static class OnCaller extends Child {
    OnCaller(Task task, boolean startedByJdk) {
      super(task, startedByJdk);
    }

    /** Why it can't run there, with so many slices on that stack; null if it can. */
    HandOff.@Nullable Reason obstacle(int depth) {
      if (isTimed()) {
        return HandOff.Reason.TIMED;
      }
      return depth <= MAX_DEPTH ? null : HandOff.Reason.DEPTH;
    }

    @Override
    void startSlices(Thread thread) {
      InlineEngine.start(this, thread, /* bindings= */ null);
    }

    @Override
    boolean startDeputy(Thread thread) {
      return Deputy.start(this, thread);
    }
  }

  /** A child that a thread runs which stands in for its caller. */
  static final class OnStandIn extends OnCaller {
    OnStandIn(Task task, boolean startedByJdk) {
      super(task, startedByJdk);
    }

    @Override
    HandOff.Reason obstacle(int depth) {
      return HandOff.Reason.ENGINE;
    }
  }

  /** A child whose way is noted, while a flight recording wants to know it. */
  static final class Recorded extends OnCaller {
    private final BodyRecord record = new BodyRecord();
    private final boolean standsIn;

    Recorded(Task task, boolean startedByJdk, boolean standsIn) {
      super(task, startedByJdk);
      this.standsIn = standsIn;
    }

    @Override
    HandOff.@Nullable Reason obstacle(int depth) {
      return standsIn ? HandOff.Reason.ENGINE : super.obstacle(depth);
    }

    @Override
    void startsAt(int depth) {
      super.startsAt(depth);
      record.starts();
    }

    @Override
    BodyRecord record() {
      return record;
    }
  }

  private final boolean alwaysHandOff;
  private final boolean rehearses;

  public InlineEngine(boolean alwaysHandOff) {
    this(alwaysHandOff, /* rehearses= */ false);
  }

  private InlineEngine(boolean alwaysHandOff, boolean rehearses) {
    this.alwaysHandOff = alwaysHandOff;
    this.rehearses = rehearses;
  }

  /** Notes what would be recorded, for the {@link SelfTest}: its classes are to be linked. */
  static InlineEngine rehearsing() {
    return new InlineEngine(/* alwaysHandOff= */ false, /* rehearses= */ true);
  }

  @Override
  public void start(Task task) {
    Internals.ensureStack(); // for all that follows, from here to the end of the child
    boolean forksAtOnce = task.forksAtOnce();
    OnCaller child = newChild(task, /* startedByJdk= */ forksAtOnce);
    if (forksAtOnce) {
      child.startForked(child.newThread(), Internals.bindings());
      if (child instanceof Recorded recorded) {
        recorded.record.commit();
      }
    } else {
      start(child, child.newThread(), Internals.bindings());
    }
  }

  /** The class of all its children that are not {@link Recorded}, by which the hooks know them. */
  Class<? extends Child> childType() {
    return alwaysHandOff ? OnStandIn.class : OnCaller.class;
  }

  OnCaller newChild(Task task, boolean startedByJdk) {
    if (rehearses || Flight.recordsBodies()) {
      return new Recorded(task, startedByJdk, alwaysHandOff);
    }
    return alwaysHandOff ? new OnStandIn(task, startedByJdk) : new OnCaller(task, startedByJdk);
  }

  private static void start(OnCaller child, Thread thread, @Nullable Object bindings) {
    run(child, thread, bindings);
    if (child instanceof Recorded recorded) {
      recorded.record.commit();
    }
  }

  private static void run(OnCaller child, Thread thread, @Nullable Object bindings) {
    Child parent = Child.current();
    int depth = parent == null ? 1 : parent.depth() + 1;
    HandOff.Reason obstacle = child.obstacle(depth);
    if (obstacle == null) {
      child.startsAt(depth);
      if (SliceHost.host(child, thread, bindings, parent)) {
        child.restoreInterrupt();
        return;
      }
      obstacle = HandOff.Reason.MONITORS;
    }
    child.startsOnStandIn();
    HandOff.start(child, thread, bindings, parent, obstacle);
  }

  @Override
  public boolean endFork() {
    Child child = Child.current();
    Task task = child == null ? null : child.task();
    if (child == null || task == null || !task.isBody()) {
      throw Engine.notInBody();
    }
    return child.close();
  }

  @Override
  public @Nullable Task current() {
    Child child = Child.current();
    Task task = child == null ? null : child.task();
    return task == null ? null : task.unwrapped();
  }

  @Override
  public boolean offload() {
    Child child = Child.current();
    if (child == null) {
      return false;
    }
    child.blocksOn(BlockEvent.MARKED);
    try {
      return OffloadPool.offload(child, OffloadPool.OF_CALLS_THAT_END);
    } finally {
      child.blocksOn(BlockEvent.NO_HINT);
    }
  }

  @Override
  public void leaveOffload() {
    OffloadPool.leave();
  }

  @Override
  public ThreadFactory threadFactory(Function<Runnable, Task> tasks) {
    return new EagerThreads(runnable -> newChild(tasks.apply(runnable), /* startedByJdk= */ true));
  }
}
