package dev.maybefork;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Which engine serves, and why.
 *
 * @param hooked whether calls in native code are seen
 */
record EngineChoice(Engine engine, EngineStatus status, boolean hooked) {
  private static final String PROPERTY = "maybefork.engine";

  /** What callers would initialise, on their stacks, if it weren't by now. */
  private static final Class<?>[] NEEDED = {
    BlockKind.class,
    Conditions.class,
    Exhaustion.class,
    ForkImpl.class,
    ForkOn.class,
    HandOff.class,
    HeldCallers.class,
    HeldChildren.class,
    Helpers.class,
    LoopRun.class,
    PlatformThreads.class,
    Watch.class,
    WatchEngine.class,
  };

  /**
   * Makes the choice, on a thread that has stack and memory for it.
   *
   * @throws OutOfMemoryError if there is a shortage after all
   * @throws StackOverflowError if there is a shortage after all
   */
  static EngineChoice make() {
    for (Class<?> needed : NEEDED) {
      initialise(needed);
    }
    Thread _ = Thread.ofVirtual().unstarted(() -> {}); // initialises what makes them, in the JDK
    return choose(setting());
  }

  private static void initialise(Class<?> needed) {
    try {
      MethodHandles.lookup().ensureInitialized(needed);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String setting() {
    String setting = System.getProperty(PROPERTY, "auto");
    return switch (setting) {
      case "auto", "inline", "handoff" -> setting;
      default -> {
        Log.later(
            Level.WARNING,
            "unknown engine {0} in -D{1}: taking auto (there are auto, inline and handoff)",
            Log.printable(setting),
            PROPERTY);
        yield "auto";
      }
    };
  }

  private static EngineChoice choose(String setting) {
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
      Log.later(
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

  private static EngineChoice choice(String name, Engine engine, String reason, String advice) {
    String obstacle =
        engine instanceof InlineEngine
            ? NativeCallHooks.install(Child.class, new BlockingCalls())
            : "children are watched";
    String nativeCalls =
        obstacle == null
            ? "they fork, and wait on helper threads"
            : "they hold their caller: " + obstacle;
    EngineStatus status = new EngineStatus(name, reason, advice, nativeCalls);
    return new EngineChoice(engine, status, obstacle == null);
  }

  /** With what is known by now. */
  EngineStatus statusNow() {
    return hooked
        ? new EngineStatus(
            status.engine(),
            status.reason(),
            status.advice(),
            status.nativeCalls() + "; " + NativeCallHooks.details())
        : status;
  }

  /** Once, when callers have gone on. */
  void testHooks() {
    if (hooked) {
      NativeCallHooks.test();
    }
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
