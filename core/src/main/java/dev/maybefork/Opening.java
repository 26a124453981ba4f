package dev.maybefork;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Whether {@code java.lang} is open to this library, and how to get it opened. */
final class Opening {
  private static final String AGENT = "dev.maybefork.agent.MaybeForkAgent";

  private Opening() {}

  /**
   * Why the JDK's internals can't be used; null if they can. Asks the agent first, if there is one.
   */
  static @Nullable String obstacle() {
    if (!isOpen()) {
      askAgent();
    }
    return isOpen() ? null : "java.lang is not open to it";
  }

  static String advice() {
    Module own = Opening.class.getModule();
    String target = own.isNamed() ? own.getName() : "ALL-UNNAMED";
    return "Start java with -javaagent:maybefork.jar (the library's own jar),"
        + " or with --add-opens java.base/java.lang="
        + target
        + ".";
  }

  private static boolean isOpen() {
    return Object.class.getModule().isOpen("java.lang", Opening.class.getModule());
  }

  /**
   * The agent lives in the system class loader. This class may have been loaded by another one, in
   * a web application, say, whose module the agent could not know at start-up.
   */
  private static void askAgent() {
    try {
      Class.forName(AGENT, true, ClassLoader.getSystemClassLoader())
          .getMethod("openTo", Class.class)
          .invoke(null, Opening.class);
    } catch (ClassNotFoundException | IllegalAccessException noAgent) {
      // the library isn't the system class loader's, or is a module that no agent was loaded from
    } catch (NoSuchMethodException | InvocationTargetException e) {
      throw new LinkageError("the agent is of another version", e);
    }
  }
}
