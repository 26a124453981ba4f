package dev.maybefork.cli;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.management.VirtualThreadSchedulerMXBean;

/** What this JVM and its machine are. */
final class Machine {
  private Machine() {}

  /** Facts by name, in the order to be shown. */
  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("maybefork", Version.ofLibrary());
    facts.put(
        "JDK",
        Runtime.version() + " (" + property("java.vendor") + ") in " + property("java.home"));
    facts.put("VM", property("java.vm.name") + " " + property("java.vm.version"));
    facts.put("OS", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("scheduler", scheduler());
    return facts;
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }

  private static String scheduler() {
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    return "the JDK's default one, parallelism " + scheduler.getParallelism();
  }
}
