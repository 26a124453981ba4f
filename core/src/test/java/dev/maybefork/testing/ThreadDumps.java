package dev.maybefork.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Thread dumps that list virtual threads. */
public final class ThreadDumps {
  private ThreadDumps() {}

  /** Without a JVMTI agent JDK 25's own dumps of virtual threads can crash: JDK-8364343. */
  public static boolean areSafe() {
    return Runtime.version().feature() > 25 || hasDebuggerAgent();
  }

  private static boolean hasDebuggerAgent() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(argument -> argument.startsWith("-agentlib:jdwp"));
  }

  public static String take(Path folder) throws IOException {
    Path file = folder.resolve("dump-" + System.nanoTime());
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
    String dump = Files.readString(file);
    Files.delete(file);
    return dump;
  }
}
