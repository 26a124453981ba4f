package dev.maybefork;

import dev.maybefork.internal.jdk.Flight;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the bodies of one scope, for a flight recording. */
final class ScopeCounts {
  private final AtomicLong bodies = new AtomicLong();
  private final AtomicLong forked = new AtomicLong();
  private final AtomicLong atLimit = new AtomicLong();

  /** It has ended or forked. Called by its caller. */
  void add(ScopedFork<?> fork) {
    bodies.incrementAndGet();
    forked.addAndGet(fork.forked() ? 1 : 0);
    atLimit.addAndGet(fork.wasAtLimit() ? 1 : 0);
  }

  /** The scope is closed. Called by its owner. */
  void commit() {
    Flight.scope(bodies.get(), bodies.get() - forked.get(), forked.get(), atLimit.get());
  }
}
