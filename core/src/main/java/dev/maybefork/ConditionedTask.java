package dev.maybefork;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task that forks on a condition, and notes where. Each body has its own blocks and its own time:
 * a task of many bodies, a loop, opens its potential for each.
 */
final class ConditionedTask implements Task, Potential {
  private final Task task;
  private final ForkOn on;

  private @Nullable Potential potential;
  private int blocks; // by the host, or by the child
  private volatile long startedAt = System.nanoTime();
  private volatile boolean inBody; // or past it: it's not before its first one

  ConditionedTask(Task task, ForkOn on) {
    this.task = task;
    this.on = on;
    this.inBody = task.beginsWithBody();
  }

  @Override
  public void boundTo(Thread child, Potential potential) {
    this.potential = potential;
    task.boundTo(child, this);
  }

  private Potential bound() {
    return Objects.requireNonNull(potential);
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
  public boolean beginsWithBody() {
    return task.beginsWithBody();
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
  public boolean mayFork() {
    return task.mayFork();
  }

  @Override
  public boolean mayForkAt(Block block) {
    if (block.isNew()) {
      blocks++;
    }
    return on.forksAt(block, blocks) && !block.isOver() && mayForkNowAt(block);
  }

  @Override
  public boolean mayForkNowAt(Block block) {
    long nanos = System.nanoTime() - startedAt;
    if (!task.mayFork()) {
      return false;
    }
    ForkPoint point = point(block, nanos);
    if (point != null) {
      task.forkedAt(point);
    }
    return true;
  }

  /** Null if there is no memory for it: nothing may fail once the task has taken a place. */
  private static @Nullable ForkPoint point(Block block, long nanos) {
    try {
      return new ForkPoint(block.kind(), block.stack(), nanos);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  @Override
  public void forkedAt(ForkPoint point) {
    task.forkedAt(point);
  }

  @Override
  public void forkedAs(Thread child) {
    task.forkedAs(child);
    Conditions.forked(on);
  }

  @Override
  public void fail(Throwable e) {
    task.fail(e);
  }

  @Override
  public boolean close() {
    return bound().close();
  }

  /** For the next body. */
  @Override
  public boolean reopen() {
    blocks = 0;
    startedAt = System.nanoTime();
    boolean open = bound().reopen();
    inBody = true;
    if (open && on.always()) {
      bound().comeAway();
    }
    return open;
  }

  @Override
  public void comeAway() {
    bound().comeAway();
  }
}
