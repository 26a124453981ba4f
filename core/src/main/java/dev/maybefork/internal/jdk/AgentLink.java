package dev.maybefork.internal.jdk;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether {@code java.lang} is open to this library, and how to get it opened. */
public final class AgentLink {
  private static final String AGENT = "dev.maybefork.agent.AgentService";

  private AgentLink() {}

  /**
   * Why the JDK's internals can't be used; null if they can. Asks the agent first, if there is one.
   */
  public static @Nullable String obstacle() {
    String refusal = isOpen() ? null : askAgent();
    if (isOpen()) {
      return null;
    }
    return "java.lang is not open to it" + (refusal == null ? "" : ": " + refusal);
  }

  public static String advice() {
    Module own = AgentLink.class.getModule();
    String target = own.isNamed() ? own.getName() : "ALL-UNNAMED";
    return "Start java with -javaagent:maybefork.jar (the library's own jar),"
        + " or with --add-opens java.base/java.lang="
        + target
        + ".";
  }

  private static boolean isOpen() {
    return Object.class.getModule().isOpen("java.lang", AgentLink.class.getModule());
  }

  /**
   * The agent lives in the system class loader. This class may have been loaded by another one, in
   * a web application, say, whose module the agent could not know at start-up.
   *
   * @return why the agent refuses; null if it doesn't, or if there is none
   */
  private static @Nullable String askAgent() {
    Method openTo = agentMethod("openTo", Class.class);
    return openTo == null ? null : (String) callAgent(openTo, AgentLink.class);
  }

  /** How many hooks the agent has installed, or why none, for people; null if there is no agent. */
  static @Nullable String hooks() {
    Method hooks = agentMethod("hooks");
    return hooks == null ? null : (String) callAgent(hooks);
  }

  /** Why the agent left the VM telling of mounts, for people; empty if it didn't, null if none. */
  static @Nullable String mountEvents() {
    Method mountEvents = agentMethod("mountEvents");
    return mountEvents == null ? null : (String) callAgent(mountEvents);
  }

  /** The methods whose hooks don't fire, of those that the agent has installed. */
  static List<?> silentHooks() {
    Method silentHooks = agentMethod("silentHooks");
    return silentHooks == null
        ? List.of()
        : Objects.requireNonNullElse((List<?>) callAgent(silentHooks), List.of());
  }

  private static @Nullable Method agentMethod(String name, Class<?>... parameters) {
    try {
      return Class.forName(AGENT, true, ClassLoader.getSystemClassLoader())
          .getMethod(name, parameters);
    } catch (ClassNotFoundException noAgent) {
      return null; // the library isn't the system class loader's
    } catch (NoSuchMethodException e) {
      throw new LinkageError("the agent is of another version", e);
    }
  }

  private static @Nullable Object callAgent(Method method, Object... arguments) {
    try {
      return method.invoke(null, arguments);
    } catch (IllegalAccessException noAgent) {
      return null; // a module that no agent was loaded from
    } catch (InvocationTargetException e) {
      throw new LinkageError("the agent failed", e.getCause());
    }
  }
}
