package dev.maybefork.testing;

/** Runs something at the moment in which a thread that has a value of it makes another thread. */
public final class ChildHook extends InheritableThreadLocal<String> {
  private final Runnable hook;

  public ChildHook(Runnable hook) {
    this.hook = hook;
  }

  @Override
  protected String childValue(String parentValue) {
    hook.run();
    return parentValue;
  }
}
