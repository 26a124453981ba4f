package dev.maybefork.bench;

/** The flags of the benchmarks' JVMs, so that {@code java -jar benchmarks.jar} needs none. */
public final class Flags {
  /** Gives the inline engine. */
  public static final String OPEN_LANG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  /** For the bare continuation. */
  public static final String EXPORT_VM = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED";

  /** JMH runs its workers, and with them the benchmark methods, in virtual threads. */
  public static final String VIRTUAL = "-Djmh.executor=VIRTUAL";

  public static final String PLATFORM = "-Djmh.executor=PLATFORM";
  public static final String HAND_OFF = "-Dmaybefork.engine=handoff";

  /** As many carriers on every machine: the caller's own, and one beside it. */
  public static final String CARRIERS = "-Djdk.virtualThreadScheduler.parallelism=2";

  /** One, for what is passed from thread to thread: no carrier has to be woken by the system. */
  public static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";

  /** For {@link PageCache}. */
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** Stands for the agent: {@link Agent} adds {@code -javaagent}, with the jar's path. */
  public static final String AGENT = "-Dmaybefork.bench.agent=true";

  public static final String HOOKS_OFF = "-Dmaybefork.hooks=off";

  /** As beside another agent. */
  public static final String TOLD = "-Dmaybefork.mountEvents=on";

  private Flags() {}

  /** Whether this JVM was started with one that sets a property. */
  public static boolean isSet(String flag) {
    int equals = flag.indexOf('=');
    return flag.substring(equals + 1).equals(System.getProperty(flag.substring(2, equals)));
  }
}
