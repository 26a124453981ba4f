package dev.maybefork.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether the VM tells agents of each mount and unmount of a virtual thread, which makes every
 * virtual thread of the JVM dearer, and how our agent has it stop that. The rules are those of
 * {@code java.lang.MaybeForkMountEvents}.
 */
public final class MountEvents {
  private static final String PROPERTY = "maybefork.mountEvents";
  private static final String DUMP = "MaybeForkDump";

  /** In the file of the VM: by the first two its place in memory is known. */
  private static final String[] SYMBOLS = {
    "gHotSpotVMStructs",
    "gHotSpotVMTypes",
    "_ZN27JvmtiVTMSTransitionDisabler25_VTMS_notify_jvmti_eventsE",
    "_ZN12JvmtiEnvBase17_head_environmentE"
  };

  private static final int[] SIZES = {8, 8, 1, 8};

  private static final int STOPPED = 0;
  private static final int TOLD = 1;

  private MountEvents() {}

  /** Why the VM is to go on, or can't be told to stop; null if it can. Called by the agent. */
  public static @Nullable String obstacle() {
    String setting = System.getProperty(PROPERTY, "auto");
    if (!setting.trim().toLowerCase(Locale.ROOT).equals("auto")) {
      if (!setting.equals("on")) { // a switch must not leave off what somebody wanted on
        Log.log(Level.WARNING, "-D{0} is neither auto nor on, so it is on: {1}", PROPERTY, setting);
      }
      return "-D".concat(PROPERTY).concat("=").concat(setting).concat(" is set");
    }
    try {
      return locate();
    } catch (Throwable e) { // the JVM would not start
      return "it failed: ".concat(e.toString());
    }
  }

  /**
   * Defines what is called before threads are dumped, which switches it on again.
   *
   * @param instrumentation that of the agent, which isn't kept
   */
  public static void defineDumpHook(Object instrumentation) throws Throwable {
    Runnable switchOn =
        (Runnable)
            JavaBase.mountEvents("switchOn", methodType(Runnable.class, Object.class))
                .invokeExact(instrumentation);
    JavaBase.defineHook(DUMP);
    JavaBase.hook(DUMP, "install", methodType(void.class, Runnable.class)).invokeExact(switchOn);
  }

  /**
   * Has the VM tell nobody, if our agent is the only one. Called by the agent, when there is no
   * obstacle, and before any virtual thread is.
   *
   * @return why not, for people; null if it tells nobody now
   */
  public static @Nullable String stop() throws Throwable {
    return (String) JavaBase.mountEvents("stop", methodType(String.class)).invokeExact();
  }

  /** What agents cost the virtual threads of this JVM now, for people. Java.lang must be open. */
  public static String report() {
    try {
      int state = state();
      String obstacle = state == STOPPED || state == TOLD ? null : locate();
      return obstacle == null ? inWords(state()) : "not known: " + obstacle;
    } catch (Throwable e) {
      return "not known: " + e;
    }
  }

  private static String inWords(int state) {
    if (state == STOPPED) {
      return "they cost virtual threads nothing";
    }
    String agents = AgentLink.mountEvents();
    String reason =
        agents == null || agents.isEmpty()
            ? "an agent has come, a flight recording has begun, or threads have been dumped"
            : agents;
    return "they make every virtual thread dearer, by a third to a half: " + reason;
  }

  private static int state() throws Throwable {
    return (int) JavaBase.mountEvents("state", methodType(int.class)).invokeExact();
  }

  /** Why the VM's switch can't be found; null if it was. */
  private static @Nullable String locate() throws Throwable {
    String arch = System.getProperty("os.arch"); // both have the same layout of an environment
    if (Runtime.version().feature() != 25
        || !System.getProperty("os.name").equals("Linux")
        || !(arch.equals("amd64") || arch.equals("aarch64"))) {
      return "this is known for JDK 25 on Linux x86-64 and aarch64 only";
    }
    String path = System.getProperty("java.home").concat("/lib/server/libjvm.so");
    long[] values;
    byte[] buildId;
    long buildIdAddress;
    try (ElfFile file = new ElfFile(path)) {
      buildId = file.buildId();
      buildIdAddress = file.buildIdAddress();
      values = file.values(SYMBOLS, SIZES);
    } catch (IOException e) {
      return path.concat(": ").concat(String.valueOf(e.getMessage()));
    }
    boolean found =
        (boolean)
            JavaBase.mountEvents(
                    "locate", methodType(boolean.class, long[].class, byte[].class, long.class))
                .invokeExact(values, buildId, buildIdAddress);
    return found ? null : path.concat(" is not what this VM was loaded from");
  }
}
