package dev.maybefork.agent;

import dev.maybefork.internal.jdk.Origin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a copy of the library may ask of the agent. Apart from it, as nothing here needs the module
 * java.instrument, which a program without an agent may not have.
 */
public final class AgentService {
  private static final String LIBRARY = "dev.maybefork";

  private static volatile @Nullable String hooks;
  private static volatile Set<Site> installed = Set.of();
  private static volatile @Nullable String mountEvents;

  private AgentService() {}

  /**
   * The agent is there, has opened {@code java.lang} to itself, and installed these hooks.
   *
   * @param told why the VM goes on telling agents of mounts; null if it doesn't
   */
  static void started(String report, Set<Site> sites, @Nullable String told) {
    installed = sites;
    mountEvents = told == null ? "" : told;
    hooks = report;
  }

  /**
   * Opens {@code java.lang} to a copy of the library that another class loader has loaded. Called
   * by the library at its first use; without an agent it does nothing.
   *
   * @param caller a class of the library
   * @return why it is not opened, for people; null if it is, or if there is no agent
   */
  public static @Nullable String openTo(Class<?> caller) {
    if (hooks == null) {
      return null;
    }
    Module module = caller.getModule();
    if (module.isNamed() && !module.getName().equals(LIBRARY)) {
      return "the agent opens it to no other module than " + LIBRARY;
    }
    if (!Origin.of(caller).isThatOf(AgentService.class)) {
      return "the agent is of another jar than " + caller;
    }
    // by the JDK's own method: an Instrumentation that is kept could be used to open all the rest
    try {
      MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup())
          .findVirtual(
              Module.class,
              "implAddOpens",
              MethodType.methodType(void.class, String.class, Module.class))
          .invokeExact(Object.class.getModule(), "java.lang", module);
    } catch (Throwable e) {
      return "the agent could not open it: " + e;
    }
    Logger log = System.getLogger(LIBRARY);
    log.log(Level.INFO, "java.lang is now open to {0} of {1}", module, module.getClassLoader());
    return null;
  }

  /**
   * How many of the JDK's methods that block in native code have hooks, or why none has.
   *
   * @return for people; null if there is no agent
   */
  public static @Nullable String hooks() {
    return hooks;
  }

  /**
   * Why the VM tells agents of each mount of a virtual thread, as far as this agent knows.
   *
   * @return for people; empty if it has been stopped, null if there is no agent
   */
  public static @Nullable String mountEvents() {
    return mountEvents;
  }

  /**
   * Sees whether the hooks that were installed still fire. Another agent may have replaced the
   * methods since. Called by the library at its first use.
   *
   * @return the methods whose hook doesn't fire, for people; none of a class that isn't in use yet
   * @throws LinkageError if that can't be found out
   */
  public static List<String> silentHooks() {
    Set<Site> sites = installed;
    return sites.isEmpty()
        ? List.of()
        : HookTest.silent(sites).stream().map(Site::toString).toList();
  }
}
