package jdk.internal.misc;

/**
 * What is called before the VM takes a snapshot of a thread, for a dump of the virtual ones. The
 * VM, as of JDK 25, keeps a thread from mounting meanwhile only where it tells JVMTI of mounts; if
 * it doesn't, it crashes after few dumps of a busy program (JDK-8364343). So it's told to.
 */
public final class MaybeForkDump {
  private static volatile Runnable before;

  private MaybeForkDump() {}

  /** Called by the agent. */
  static void install(Runnable before) {
    MaybeForkDump.before = before;
  }

  /** Called by {@code jdk.internal.vm.ThreadSnapshot}. */
  public static void begins() {
    Runnable first = before;
    if (first != null) {
      first.run();
    }
  }
}
