package dev.maybefork;

import dev.maybefork.internal.engine.ForkGate;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A child that goes on with a loop, from the item where the one before was relieved of it.
 *
 * <pre>
 *   DRIVING -> RELIEVED   // onFork: its item blocked; it only finishes that, the caller goes on
 *   DRIVING -> LEAVING    // it lost its caller's stack: the caller goes on with the next item
 * </pre>
 *
 * A child that forks and is not relieved is the last child: it goes on DRIVING, by itself. The
 * potential is open while an item runs, and closed while the child works at the loop itself; so a
 * child is relieved only within an item. The state is written by the host between two slices, or by
 * the child; it stays as it is when the child has ended, which a relieved one may have done before
 * its caller looks.
 */
final class LoopChild<E extends @Nullable Object, R extends @Nullable Object> implements BodyTask {
  private static final int DRIVING = 0;
  private static final int RELIEVED = 1;
  private static final int LEAVING = 2;

  private final LoopRun<E, R> loop;
  private @Nullable Thread thread;
  private @Nullable ForkGate gate;
  private int state;
  private boolean ended;
  private boolean inItem;
  private boolean forked;

  // of a relieved child's item, for the loop
  int index;
  @Nullable LoopChild<E, R> relievedBefore;
  private @Nullable R result;

  LoopChild(LoopRun<E, R> loop) {
    this.loop = loop;
  }

  @Override
  public void onStart(Thread child, ForkGate gate) {
    this.thread = child;
    this.gate = gate;
  }

  @Override
  public boolean beginsWithBody() {
    return false;
  }

  @Override
  public void run() {
    Thread self = Objects.requireNonNull(thread);
    ForkGate closed = Objects.requireNonNull(gate);
    closed.close();
    loop.entered(self);
    try {
      drive(self, closed);
    } catch (Throwable e) {
      if (!closed.close() && inItem) { // if it is to be relieved, it has been by now
        loop.itemEndedInPlace();
      }
      loop.fail(e, self);
    }
    ended(self);
  }

  private void drive(Thread self, ForkGate gate) throws Exception {
    Iterator<? extends E> items = loop.iterator();
    while (loop.goesOn(self) && items.hasNext()) {
      E item = items.next();
      if (!gate.open()) {
        loop.putBack(item);
        state = LEAVING;
        return;
      }
      inItem = true;
      loop.itemBegins();
      R made = loop.function.apply(item);
      inItem = false;
      if (!gate.close()) {
        loop.itemEndedInPlace();
      } else if (state == RELIEVED) {
        result = made;
        return;
      }
      loop.add(made);
    }
  }

  private void ended(Thread self) {
    if (ended) {
      return;
    }
    ended = true;
    thread = null; // the loop may keep this object for its result, but not the thread
    gate = null;
    loop.left(self);
    if (!forked) {
      loop.childEndedInPlace();
    }
    if (state == RELIEVED) {
      loop.itemEnded();
    } else if (state == DRIVING) {
      loop.over();
    }
  }

  @Override
  public void onForkPoint(ForkPoint point) {
    loop.onForkPoint(point);
  }

  @Override
  public void onFork(Thread child) {
    forked = true;
    if (loop.forked(child)) {
      state = RELIEVED;
    }
  }

  @Override
  public void onFailure(Throwable e) {
    Thread self = thread;
    if (self != null) {
      loop.fail(e, self);
      ended(self);
    }
  }

  /** Called by the caller, once the child has ended or forked. */
  boolean isRelieved() {
    return state == RELIEVED;
  }

  boolean isLeaving() {
    return state == LEAVING;
  }

  @Nullable R result() {
    return result;
  }
}
