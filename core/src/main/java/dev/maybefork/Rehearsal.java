package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import dev.maybefork.internal.engine.Engine;
import dev.maybefork.internal.engine.ForkGate;
import dev.maybefork.internal.jdk.Internals;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task that parks and may not fork, but is asked for all that is asked where one may: so that the
 * classes that it takes are loaded and linked when a child that forks holds the lock of a class
 * loader. Its thread is no program's, and not in a flight recording.
 */
final class Rehearsal implements BodyTask {
  private @Nullable ForkPoint seen;
  private @Nullable Throwable failure;

  private Rehearsal() {}

  static void run(Engine engine) throws Exception {
    Rehearsal rehearsal = new Rehearsal();
    engine.start(rehearsal);
    engine.start(new ConditionedTask(rehearsal, ForkOn.nthBlock(1)));
    switch (rehearsal.failure) {
      case null -> {}
      case VirtualMachineError error -> throw error;
      case Throwable e -> throw new IllegalStateException("a body failed", e);
    }
    ForkPoint point = rehearsal.seen;
    if (point == null || point.kind() != BlockKind.PARK) {
      throw new IllegalStateException("a park is not seen as one");
    }
    Thread thread = Thread.ofVirtual().unstarted(() -> {});
    if (BlockKinds.of(BlockEvent.of(thread)) != BlockKind.OTHER) {
      throw new IllegalStateException("a thread that has not started is blocked");
    }
    ForkImpl<Void> fork = new ForkImpl<>(/* body= */ null);
    fork.onForkPoint(point);
    fork.onFork(thread);
  }

  @Override
  public void onStart(Thread child, ForkGate gate) {
    // the child is the scheduler of its own thread
    Internals.runUnrecorded(child, (Runnable) Objects.requireNonNull(Internals.scheduler(child)));
  }

  @Override
  public void run() {
    LockSupport.parkNanos(1_000);
    LockSupport.parkNanos(new CountDownLatch(1), 1_000); // as a blocker of the JDK's
  }

  @Override
  public boolean mayForkAt(BlockEvent block) {
    seen = new ForkPoint(BlockKinds.of(block), block.stack(), 0);
    return false;
  }

  @Override
  public boolean mayFork() {
    return false;
  }

  @Override
  public void onFork(Thread child) {
    throw new AssertionError("it may not fork");
  }

  @Override
  public void onFailure(Throwable e) {
    failure = e;
  }
}
