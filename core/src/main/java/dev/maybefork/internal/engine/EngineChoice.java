package dev.maybefork.internal.engine;

import dev.maybefork.internal.jdk.AgentLink;
import dev.maybefork.internal.jdk.Flight;
import dev.maybefork.internal.jdk.Log;
import dev.maybefork.internal.jdk.MountEvents;
import dev.maybefork.internal.jdk.NativeCallHooks;
import dev.maybefork.internal.jdk.PlatformThreads;
import dev.maybefork.internal.watch.HeldCallers;
import dev.maybefork.internal.watch.HeldChildren;
import dev.maybefork.internal.watch.JoinWatch;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which engine serves, and why. The texts are for people.
 *
 * @param name of the engine
 * @param reason why it serves
 * @param advice how to get a better one; empty if there's no way, or no better one
 * @param nativeCalls what becomes of calls that block in native code
 * @param hooked whether they are seen
 */
public record EngineChoice(
    Engine engine, String name, String reason, String advice, String nativeCalls, boolean hooked) {
  private static final String PROPERTY = "maybefork.engine";

  /** What callers would initialise, on their stacks, if it weren't by now. */
  private static final Class<?>[] NEEDED = {
    BodyRecord.class,
    BodyRecord.Held.class,
    BodyRecord.TimedSlice.class,
    Flight.class,
    HandOff.class,
    HeldCallers.class,
    HeldChildren.class,
    InlineEngine.OnStandIn.class,
    InlineEngine.RecordedChild.class,
    JoinWatch.class,
    OffloadPool.class,
    PlatformThreads.class,
    WatchEngine.class,
    WatchedChild.class,
  };

  /**
   * Makes the choice, on a thread that has stack and memory for it.
   *
   * @param neededByCallers what else callers would initialise
   * @param rehearsal a part of the self-test
   * @param stackBytes of the thread on which that runs
   * @throws OutOfMemoryError if there is a shortage after all
   * @throws StackOverflowError if there is a shortage after all
   */
  static EngineChoice make(Class<?>[] neededByCallers, SelfTest.Part rehearsal, long stackBytes) {
    initialise(NEEDED);
    initialise(neededByCallers);
    Thread _ = Thread.ofVirtual().unstarted(() -> {}); // initialises what makes them, in the JDK
    return choose(
        setting(), () -> SelfTest.prove(rehearsal), proof -> SelfTest.failure(proof, stackBytes));
  }

  private static void initialise(Class<?>[] needed) {
    try {
      for (Class<?> each : needed) {
        Class.forName(each.getName(), /* initialize= */ true, each.getClassLoader());
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static String setting() {
    String setting = System.getProperty(PROPERTY, "auto");
    return switch (setting) {
      case "auto", "inline", "handoff", "watch" -> setting;
      default -> {
        Log.later(
            Level.WARNING,
            "unknown engine {0} in -D{1}: taking auto (there are auto, inline, handoff and watch)",
            Log.printable(setting),
            PROPERTY);
        yield "auto";
      }
    };
  }

  private static EngineChoice choose(
      String setting,
      SelfTest.Proof selfTest,
      Function<SelfTest.Proof, @Nullable String> failureOf) {
    if (setting.equals("watch")) {
      return watch("-D" + PROPERTY + "=watch is set", /* advice= */ "");
    }
    Platform platform = Platform.current();
    boolean neverRun = platform == Platform.NEVER_RUN;
    String obstacle = AgentLink.obstacle();
    String advice = obstacle == null ? "" : AgentLink.advice();
    if (obstacle == null) {
      obstacle = platform.obstacle(/* asked= */ setting.equals("inline"));
      advice =
          platform == Platform.UNKNOWN ? "-D" + PROPERTY + "=inline uses it all the same." : "";
    }
    if (obstacle == null) {
      advice = "";
      obstacle = failureOf.apply(selfTest);
    }
    if (obstacle == null && neverRun) {
      obstacle = failureOf.apply(LongSelfTest::run);
    }
    if (obstacle != null) {
      Log.later(
          Level.WARNING,
          "maybefork works, but slowly: the watch engine serves, as {0}.{1}",
          obstacle,
          advice.isEmpty() ? "" : " " + advice);
      return watch(obstacle, advice);
    }
    if (neverRun) {
      sayNeverRun();
    }
    String tested = neverRun ? "the longer self-test passed" : "the self-test passed";
    return setting.equals("handoff")
        ? inline(setting, /* alwaysHandOff= */ true, "-D" + PROPERTY + "=handoff is set")
        : inline("inline", /* alwaysHandOff= */ false, "the JDK is open and " + tested);
  }

  private static EngineChoice watch(String reason, String advice) {
    String nativeCalls = heldBecause("children are watched");
    return new EngineChoice(new WatchEngine(), "watch", reason, advice, nativeCalls, false);
  }

  private static void sayNeverRun() {
    Log.later(
        Level.INFO,
        "maybefork runs bodies on their callers'' stacks here: that was never tried on {0}, but its"
            + " longer self-test has passed. -D{1}=watch switches it off.",
        Platform.system(),
        PROPERTY);
  }

  private static EngineChoice inline(String name, boolean alwaysHandOff, String reason) {
    InlineEngine engine = new InlineEngine(alwaysHandOff);
    BlockingCalls calls = new BlockingCalls();
    String obstacle = NativeCallHooks.install(engine.childType(), calls);
    if (obstacle == null) {
      obstacle = NativeCallHooks.install(InlineEngine.RecordedChild.class, calls);
    }
    JoinWatch.begin();
    boolean hooked = obstacle == null;
    String nativeCalls = hooked ? "they fork, and wait on helper threads" : heldBecause(obstacle);
    return new EngineChoice(engine, name, reason, /* advice= */ "", nativeCalls, hooked);
  }

  private static String heldBecause(@Nullable String obstacle) {
    return "they hold their caller: " + obstacle;
  }

  /** With what is known by now. */
  public String nativeCallsNow() {
    return hooked ? nativeCalls + "; " + NativeCallHooks.details() : nativeCalls;
  }

  /** What agents cost virtual threads now. */
  public String agentsNow() {
    return AgentLink.obstacle() == null
        ? MountEvents.report()
        : "not known: java.lang is not open to the library";
  }

  /** Once, when callers have gone on. */
  void testHooks() {
    if (hooked) {
      NativeCallHooks.test();
    }
  }
}
