package dev.maybefork;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Chooses the engine of this JVM, once, and says so. */
final class Engines {
  static final Engine ENGINE;

  private static final EngineStatus STATUS;
  private static final boolean HOOKED;

  private static final String PROPERTY = "maybefork.engine";
  private static final Logger LOG = System.getLogger("dev.maybefork");

  private record Choice(Engine engine, EngineStatus status, boolean hooked) {}

  static {
    Choice choice = choose(setting());
    ENGINE = choice.engine;
    STATUS = choice.status;
    HOOKED = choice.hooked;
    if (HOOKED) {
      NativeCallHooks.test();
    }
  }

  private Engines() {}

  private static String setting() {
    String setting = System.getProperty(PROPERTY, "auto");
    return switch (setting) {
      case "auto", "inline", "handoff" -> setting;
      default -> {
        LOG.log(
            Level.WARNING,
            "unknown engine {0} in -D{1}: taking auto (there are auto, inline and handoff)",
            setting,
            PROPERTY);
        yield "auto";
      }
    };
  }

  private static Choice choose(String setting) {
    String obstacle = Opening.obstacle();
    String advice = obstacle == null ? "" : Opening.advice();
    if (obstacle == null && !setting.equals("inline")) {
      obstacle = unverified();
      advice = obstacle == null ? "" : "-D" + PROPERTY + "=inline uses it all the same.";
    }
    if (obstacle == null) {
      obstacle = SelfTest.failure();
    }
    if (obstacle != null) {
      LOG.log(
          Level.WARNING,
          "maybefork works, but slowly: the hand-off engine serves, as {0}. {1}",
          obstacle,
          advice);
      return choice("handoff", new WatchEngine(), obstacle + "; children are watched", advice);
    }
    return setting.equals("handoff")
        ? choice("handoff", new InlineEngine(true), "-D" + PROPERTY + "=handoff is set", "")
        : choice("inline", new InlineEngine(false), "the JDK is open and the self-test passed", "");
  }

  private static Choice choice(String name, Engine engine, String reason, String advice) {
    String obstacle =
        engine instanceof InlineEngine
            ? NativeCallHooks.install(Child.class, new BlockingCalls())
            : "children are watched";
    String nativeCalls =
        obstacle == null
            ? "they fork, and wait on helper threads"
            : "they hold their caller: " + obstacle;
    EngineStatus status = new EngineStatus(name, reason, advice, nativeCalls);
    return new Choice(engine, status, obstacle == null);
  }

  /** With what is known by now. */
  static EngineStatus status() {
    return HOOKED
        ? new EngineStatus(
            STATUS.engine(),
            STATUS.reason(),
            STATUS.advice(),
            STATUS.nativeCalls() + "; " + NativeCallHooks.details())
        : STATUS;
  }

  /** Why the inline engine isn't trusted in this JVM; null if it has been verified on its like. */
  private static @Nullable String unverified() {
    Runtime.Version version = Runtime.version();
    String vm =
        System.getProperty("java.vm.name", "") + " " + System.getProperty("java.vm.version");
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    boolean verified =
        version.feature() == 25
            && (vm.contains("OpenJDK") || vm.contains("HotSpot"))
            && !vm.contains("jvmci") // another compiler, which may not know ChangesCurrentThread
            && platform.equals("Linux amd64");
    return verified ? null : "the inline engine is not verified on " + vm + " on " + platform;
  }
}
