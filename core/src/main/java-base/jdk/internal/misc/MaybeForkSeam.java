package jdk.internal.misc;

import java.lang.ref.WeakReference;
import java.util.function.IntBinaryOperator;

/**
 * What one copy of the library installs in {@link MaybeForkChild}. Made of the JDK's own types, as
 * no class of the library can be named from here; and all of it held weakly, so that the library's
 * class loader can be unloaded. The library holds it as long as itself.
 */
final class MaybeForkSeam {
  private final WeakReference<Class<?>> schedulers;
  private final WeakReference<IntBinaryOperator> before;
  private final WeakReference<Runnable> after;

  /** That of another copy. */
  final MaybeForkSeam next;

  MaybeForkSeam(Class<?> schedulers, IntBinaryOperator before, Runnable after, MaybeForkSeam next) {
    this.schedulers = new WeakReference<>(schedulers);
    this.before = new WeakReference<>(before);
    this.after = new WeakReference<>(after);
    this.next = withoutTheDead(next);
  }

  private MaybeForkSeam(MaybeForkSeam seam, MaybeForkSeam next) {
    schedulers = seam.schedulers;
    before = seam.before;
    after = seam.after;
    this.next = next;
  }

  private static MaybeForkSeam withoutTheDead(MaybeForkSeam seam) {
    if (seam == null) {
      return null;
    }
    MaybeForkSeam rest = withoutTheDead(seam.next);
    if (seam.schedulers.refersTo(null)) {
      return rest;
    }
    return rest == seam.next ? seam : new MaybeForkSeam(seam, rest);
  }

  /** Children are the virtual threads whose scheduler is of one class. */
  boolean isFor(Object scheduler) {
    return schedulers.refersTo(scheduler.getClass());
  }

  /**
   * Called when a child is about to block, with the site, and with the kind and what else {@link
   * MaybeForkWait} packs with it. The result is one of MOVED, which wants {@link #after}, PROCEED
   * and WAITED. Not null while there is a child.
   */
  IntBinaryOperator before() {
    return before.get();
  }

  /** Not null while there is a child. */
  Runnable after() {
    return after.get();
  }
}
