package dev.maybefork.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agent of {@code -javaagent:maybefork.jar}: opens {@code java.lang} to the module that the
 * library is in; and lets the library know when one of its children is about to block in native
 * code ({@link Site}). It doesn't keep the {@code Instrumentation}, with which others could open
 * anything.
 */
public final class MaybeForkAgent {
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
    open(instrumentation, MaybeForkAgent.class.getModule());
    ModuleLayer.boot()
        .findModule("dev.maybefork")
        .ifPresent(module -> open(instrumentation, module));
    String mountEvents = DumpHook.stopMountEvents(instrumentation); // before virtual threads come
    Hooks hooks = new Hooks(instrumentation);
    String report = hooks.install();
    AgentService.started(report, hooks.installed(), mountEvents);
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
