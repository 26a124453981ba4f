package dev.maybefork;

/** Runs something at the moment in which a thread that has a value of it makes another thread. */
final class ChildHook extends InheritableThreadLocal<String> {
  private final Runnable hook;

  ChildHook(Runnable hook) {
    this.hook = hook;
  }

  @Override
  protected String childValue(String parentValue) {
    hook.run();
    return parentValue;
  }
}
