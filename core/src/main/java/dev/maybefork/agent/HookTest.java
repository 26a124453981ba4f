package dev.maybefork.agent;

import dev.maybefork.internal.jdk.JavaBase;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.EnumSet;
import java.util.Set;

/**
 * Sees whether the hooks fire, by calling the methods that have one: see {@code
 * jdk.internal.misc.MaybeForkFiring}. Another agent may have taken them out meanwhile.
 */
final class HookTest {
  private static final String FIRING = "MaybeForkFiring";
  private static final int SILENT = 1;

  private final Set<Site> silent = EnumSet.noneOf(Site.class);
  private final MethodHandle ask;
  private final MethodHandle run;

  private HookTest() throws Throwable {
    ask =
        JavaBase.hook(
            FIRING,
            "ask",
            MethodType.methodType(int.class, Class.class, String.class, String.class));
    run = JavaBase.hook(FIRING, "run", MethodType.methodType(void.class, Runnable.class));
  }

  /**
   * Those of the sites whose hook doesn't fire. A site in a class that isn't in use yet is not
   * tried.
   */
  static Set<Site> silent(Set<Site> sites) {
    try {
      HookTest test = new HookTest();
      test.run.invokeExact((Runnable) () -> sites.forEach(test::ask));
      return test.silent;
    } catch (Throwable e) {
      throw new LinkageError("the hooks can't be tested", e);
    }
  }

  private void ask(Site site) {
    try {
      Class<?> type = Class.forName(site.type, /* initialize= */ false, null);
      if ((int) ask.invokeExact(type, site.method, site.descriptor) == SILENT) {
        silent.add(site);
      }
    } catch (Throwable e) {
      silent.add(site);
    }
  }
}
