package dev.maybefork.testing;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/** Virtual threads whose scheduler isn't the JDK's own. */
public final class OtherScheduler {
  private OtherScheduler() {}

  /** Makes one as the JDK's own tests do. */
  public static Thread newThread(Executor scheduler, Runnable task) {
    try {
      Method method =
          Class.forName("java.lang.ThreadBuilders")
              .getDeclaredMethod(
                  "newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
      method.setAccessible(true);
      return (Thread) method.invoke(null, scheduler, "other-scheduler", 0, task);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("not the JDK these tests know", e);
    }
  }
}
