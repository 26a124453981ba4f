package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import dev.maybefork.internal.engine.ForkGate;
import dev.maybefork.internal.engine.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task that forks on a condition, and notes where. Each body has its own blocks and its own time:
 * a task of many bodies, a loop, opens its gate for each.
 */
final class ConditionedTask implements Task, ForkGate {
  private final BodyTask task;
  private final ForkOn on;

  private @Nullable ForkGate gate;
  private int blocks; // by the host, or by the child
  private volatile long startedAt = System.nanoTime();
  private volatile boolean inBody; // false only before the first one

  ConditionedTask(BodyTask task, ForkOn on) {
    this.task = task;
    this.on = on;
    this.inBody = task.beginsWithBody();
  }

  @Override
  public void onStart(Thread child, ForkGate gate) {
    this.gate = gate;
    task.onStart(child, this);
  }

  private ForkGate bound() {
    return Objects.requireNonNull(gate);
  }

  @Override
  public void run() {
    task.run();
  }

  @Override
  public boolean isBody() {
    return task.isBody();
  }

  @Override
  public Task unwrapped() {
    return task.unwrapped();
  }

  @Override
  public boolean forksAtOnce() {
    return on.always() && task.beginsWithBody() && task.mayFork();
  }

  @Override
  public boolean isTimed() {
    return on.isTimed();
  }

  @Override
  public long nanosLeft() {
    return inBody ? on.nanos() - (System.nanoTime() - startedAt) : Math.max(1, on.nanos());
  }

  @Override
  public boolean mayForkAt(BlockEvent block) {
    if (block.isNew()) {
      blocks++;
    }
    return on.forksAt(block, blocks) && !block.isOver() && mayForkNowAt(block);
  }

  @Override
  public boolean mayForkNowAt(BlockEvent block) {
    long nanos = System.nanoTime() - startedAt;
    if (!task.mayFork()) {
      return false;
    }
    ForkPoint point = point(block, nanos);
    if (point != null) {
      task.onForkPoint(point);
    }
    return true;
  }

  /** Null if there is no memory for it: nothing may fail once the task has taken a permit. */
  private static @Nullable ForkPoint point(BlockEvent block, long nanos) {
    try {
      return new ForkPoint(BlockKinds.of(block), block.stack(), nanos);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  @Override
  public void onFork(Thread child) {
    task.onFork(child);
    Conditions.forked(on);
  }

  @Override
  public void onFailure(Throwable e) {
    task.onFailure(e);
  }

  @Override
  public boolean close() {
    return bound().close();
  }

  /** For the next body. */
  @Override
  public boolean open() {
    blocks = 0;
    startedAt = System.nanoTime();
    boolean open = bound().open();
    inBody = true;
    if (open && on.always()) {
      bound().forkNow();
    }
    return open;
  }

  @Override
  public void forkNow() {
    bound().forkNow();
  }
}
