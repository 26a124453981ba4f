package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.Internals;
import java.util.Objects;
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
    @Nullable StandInReason obstacle(int depth) {
      if (isTimed()) {
        return StandInReason.TIMED;
      }
      return depth <= MAX_DEPTH ? null : StandInReason.DEPTH;
    }

    /** It has another host, for that reason. */
    void handedOff(StandInReason reason) {}

    /** It has ended or forked. Called by the caller, last of all. */
    void callerGoesOn() {}

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
    StandInReason obstacle(int depth) {
      return StandInReason.ENGINE;
    }
  }

  /** A child of which a {@link BodyRecord} is kept, while a flight recording wants to know it. */
  static final class RecordedChild extends OnCaller {
    private final BodyRecord record = new BodyRecord();
    private final boolean alwaysHandedOff;

    RecordedChild(Task task, boolean startedByJdk, boolean alwaysHandedOff) {
      super(task, startedByJdk);
      this.alwaysHandedOff = alwaysHandedOff;
    }

    @Override
    @Nullable StandInReason obstacle(int depth) {
      return alwaysHandedOff ? StandInReason.ENGINE : super.obstacle(depth);
    }

    // by the caller

    @Override
    void startsAt(int depth) {
      super.startsAt(depth);
      record.starts();
    }

    @Override
    void startsForked() {
      super.startsForked();
      record.forks(/* block= */ null, Objects.requireNonNull(thread()), /* runs= */ false);
    }

    @Override
    void handedOff(StandInReason reason) {
      record.handedOff(reason);
    }

    @Override
    void callerGoesOn() {
      record.commit();
    }

    // by the host, in the window

    @Override
    boolean forksAt(BlockEvent block, boolean timeIsOver) {
      Thread child = thread(); // which it forgets at its end: that may be now, if its time is over
      boolean forks = super.forksAt(block, timeIsOver);
      if (forks && child != null) {
        record.forks(block, child, /* runs= */ timeIsOver);
      }
      return forks;
    }

    @Override
    void holds(@Nullable BlockEvent block) {
      super.holds(block);
      record.holds(block);
    }

    @Override
    void leavesHost() {
      record.leavesHost();
    }

    @Override
    boolean awaitResume() {
      boolean goesOnHere = super.awaitResume();
      record.goesOn();
      return goesOnHere;
    }

    // a child that has forked

    @Override
    void goesOnForked(Runnable continuation) {
      super.goesOnForked(record.timed(continuation));
    }

    @Override
    void endsForked() {
      super.endsForked();
      record.commitEnd();
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
      child.callerGoesOn();
    } else {
      start(child, child.newThread(), Internals.bindings());
    }
  }

  /**
   * The class of all its children that are not {@link RecordedChild}, by which the hooks know them.
   */
  Class<? extends Child> childType() {
    return alwaysHandOff ? OnStandIn.class : OnCaller.class;
  }

  OnCaller newChild(Task task, boolean startedByJdk) {
    if (rehearses || Flight.recordsBodies()) {
      return new RecordedChild(task, startedByJdk, alwaysHandOff);
    }
    return alwaysHandOff ? new OnStandIn(task, startedByJdk) : new OnCaller(task, startedByJdk);
  }

  private static void start(OnCaller child, Thread thread, @Nullable Object bindings) {
    run(child, thread, bindings);
    Flight.callerGoesOn();
    child.callerGoesOn();
  }

  private static void run(OnCaller child, Thread thread, @Nullable Object bindings) {
    Child parent = Child.current();
    int depth = parent == null ? 1 : parent.depth() + 1;
    StandInReason obstacle = child.obstacle(depth);
    if (obstacle == null) {
      child.startsAt(depth);
      if (SliceHost.host(child, thread, bindings, parent)) {
        child.restoreInterrupt();
        return;
      }
      obstacle = StandInReason.MONITORS;
    }
    child.startsOnStandIn();
    child.handedOff(obstacle);
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
