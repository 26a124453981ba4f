package dev.maybefork;

import org.jspecify.annotations.Nullable;

/**
 * Runs the child's first slice on the caller's stack, where that is safe for this call; else hands
 * it to a thread that stands in for the caller.
 */
final class InlineEngine implements Engine {
  /**
   * How many slices may lie on one stack. A slice of a trivial body takes some 3 KB, so this leaves
   * three quarters of the usual 1 MB to the bodies.
   */
  static final int MAX_DEPTH = 64;

  private final boolean alwaysHandOff;

  InlineEngine(boolean alwaysHandOff) {
    this.alwaysHandOff = alwaysHandOff;
  }

  @Override
  public void start(ForkImpl<?> fork) {
    Child parent = Child.current();
    int depth = parent == null ? 1 : parent.depth() + 1;
    if (alwaysHandOff || depth > MAX_DEPTH || !Internals.holdsNoFastLock()) {
      HandOff.start(fork, parent);
    } else {
      Child child = new Child(fork, depth);
      host(child, child.newThread(), Internals.bindings());
      child.restoreInterrupt();
    }
  }

  /** Runs slices of the child on the current thread's stack, until it ends or goes its own way. */
  static void host(Child child, Thread thread, @Nullable Object bindings) {
    int result = Internals.run(thread, bindings);
    while (result != Internals.DONE) {
      if (result == Internals.YIELDED) {
        boolean forks = child.forks();
        Internals.yielded(thread);
        if (forks) {
          return;
        }
      }
      if (!child.awaitResume()) {
        return;
      }
      result = Internals.run(thread, null);
    }
    Internals.finished(thread);
    child.ended();
  }

  @Override
  public boolean endFork() {
    Child child = Child.current();
    if (child == null) {
      throw Engine.notInBody();
    }
    return child.endFork();
  }
}
