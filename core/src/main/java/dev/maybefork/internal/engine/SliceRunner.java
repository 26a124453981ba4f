package dev.maybefork.internal.engine;

/** Who runs a child's slices when the JDK asks the child, its scheduler, for one. */
interface SliceRunner {
  /** Runs the first slice, and those that follow on the same stack. Called by Thread.start. */
  void start(Child child, Thread thread);

  /**
   * Has the next slice run on a deputy. Called by who resumes the child.
   *
   * @return false if there is no thread for it
   */
  boolean startDeputy(Child child, Thread thread);
}
