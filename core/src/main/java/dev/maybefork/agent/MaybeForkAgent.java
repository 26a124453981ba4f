package dev.maybefork.agent;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agent of {@code -javaagent:maybefork.jar}: opens {@code java.lang} to the library, and to
 * nothing else; and lets the library know when one of its children is about to block in native code
 * ({@link Site}).
 */
public final class MaybeForkAgent {
  private static final String LIBRARY_CLASS = "dev.maybefork.MaybeFork";

  private static volatile @Nullable Instrumentation instrumentation;
  private static volatile @Nullable Hooks hooks;
  private static volatile String report = "none yet";

  private MaybeForkAgent() {}

  /**
   * Called by the JVM for {@code -javaagent} and {@code Launcher-Agent-Class}.
   *
   * @param arguments not used
   * @param instrumentation given by the JVM
   */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    agentmain(arguments, instrumentation);
  }

  /**
   * Called by the JVM when the agent is loaded into a running JVM.
   *
   * @param arguments not used
   * @param instrumentation given by the JVM
   */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    MaybeForkAgent.instrumentation = instrumentation;
    open(instrumentation, MaybeForkAgent.class.getModule());
    ModuleLayer.boot()
        .findModule("dev.maybefork")
        .ifPresent(module -> open(instrumentation, module));
    Hooks installed = new Hooks(instrumentation);
    report = installed.install();
    hooks = installed;
  }

  /**
   * Opens {@code java.lang} to a copy of the library that another class loader has loaded. Called
   * by the library at its first use; without an agent, or for anybody else, it does nothing.
   *
   * @param caller a class of the library
   */
  public static void openTo(Class<?> caller) {
    Instrumentation instrumentation = MaybeForkAgent.instrumentation;
    if (instrumentation != null && isLibrary(caller)) {
      open(instrumentation, caller.getModule());
    }
  }

  /**
   * How many of the JDK's methods that block in native code have hooks, or why none has.
   *
   * @return for people
   */
  public static String hooks() {
    return report;
  }

  /**
   * Sees whether the hooks that were installed still fire. Another agent may have replaced the
   * methods since. Called by the library at its first use.
   *
   * @return the methods whose hook doesn't fire, for people; none of a class that isn't in use yet
   * @throws LinkageError if that can't be found out
   */
  public static List<String> silentHooks() {
    Hooks installed = hooks;
    return installed == null
        ? List.of()
        : HookTest.silent(installed.installed()).stream().map(Site::toString).toList();
  }

  private static boolean isLibrary(Class<?> caller) {
    try {
      Class<?> library = Class.forName(LIBRARY_CLASS, false, caller.getClassLoader());
      return library.getModule() == caller.getModule()
          && library.getPackageName().equals(caller.getPackageName());
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void open(Instrumentation instrumentation, Module library) {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(library)),
        Set.of(),
        Map.of());
  }
}
