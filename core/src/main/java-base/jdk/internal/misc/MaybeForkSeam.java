package jdk.internal.misc;

import java.util.function.IntBinaryOperator;

/**
 * What one copy of the library installs in {@link MaybeForkHook}. Made of the JDK's own types, as
 * no class of the library can be named from here.
 */
final class MaybeForkSeam {
  /** Children are the virtual threads whose scheduler is of this class. */
  final Class<?> schedulers;

  /**
   * Called when a child is about to block, with the site, and with the kind and what else {@link
   * MaybeForkHook} packs with it. The result is one of MOVED, which wants {@link #after}, GO_ON and
   * WAITED.
   */
  final IntBinaryOperator before;

  final Runnable after;

  /** That of another copy. */
  final MaybeForkSeam next;

  MaybeForkSeam(Class<?> schedulers, IntBinaryOperator before, Runnable after, MaybeForkSeam next) {
    this.schedulers = schedulers;
    this.before = before;
    this.after = after;
    this.next = next;
  }
}
