package dev.maybefork.agent;

import dev.maybefork.internal.jdk.JavaBase;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts the hooks into the JDK: defines their classes in java.base and redefines the classes that
 * have sites.
 *
 * <p>Redefined rather than retransformed, so that no transformer of ours has to stay, which would
 * be shown every class that the JVM loads from then on; and so that the hooks survive when another
 * agent retransforms the same class.
 */
final class Hooks {
  private static final String PACKAGE = "jdk.internal.misc.";
  private static final String HOOK = "jdk.internal.misc.MaybeForkHook";
  private static final String UNSEEN = "No calls that block in native code are seen: {0}";

  /** What a call of a hook comes to before it asks anything. */
  private static final List<String> CALLED_FIRST =
      List.of("MaybeForkWait", "MaybeForkChild", "MaybeForkHook");

  /** In jdk.internal.misc; in the order in which they need one another. */
  private static final List<String> CLASSES =
      List.of(
          "MaybeForkMemory$Local",
          "MaybeForkMemory",
          "MaybeForkProbe",
          "MaybeForkReady",
          "MaybeForkFifo",
          "MaybeForkWait",
          "MaybeForkSeam",
          "MaybeForkFiring$Fired",
          "MaybeForkFiring",
          "MaybeForkChild",
          "MaybeForkHook");

  private final Instrumentation instrumentation;
  private final Set<Site> wanted = Site.of(Runtime.version().feature());
  private final Set<Site> missing = EnumSet.copyOf(wanted);

  Hooks(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * Installs all hooks, once in a JVM, where there are any for the platform and nobody has turned
   * them off. Java.lang must be open to this class.
   *
   * @return what has become of it, for people
   */
  String install() {
    String setting = System.getProperty("maybefork.hooks", "on");
    if (!areWanted(setting)) {
      return "none: -Dmaybefork.hooks=".concat(setting).concat(" is set");
    }
    if (!isForThisPlatform()) {
      return "none: they are for Linux on x86-64 and aarch64 only";
    }
    if (!instrumentation.isRedefineClassesSupported()) { // with Launcher-Agent-Class, maybe
      String reason = "the manifest that names the agent has no Can-Redefine-Classes: true";
      log(UNSEEN, reason);
      return "none: ".concat(reason);
    }
    try {
      if (!defineClasses()) {
        return "installed by another copy of the agent";
      }
      redefineClasses();
    } catch (Throwable e) { // the JVM would not start
      log(UNSEEN, e);
      return "none: " + e;
    }
    return report();
  }

  private static boolean isForThisPlatform() {
    String arch = System.getProperty("os.arch");
    return System.getProperty("os.name").equals("Linux")
        && (arch.equals("amd64") || arch.equals("aarch64"));
  }

  /** Off is what is not understood: a switch must not leave on what somebody wanted off. */
  private static boolean areWanted(String setting) {
    return switch (setting.trim().toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "" -> true;
      case "off", "false", "no" -> false;
      default -> {
        log("-Dmaybefork.hooks is neither on nor off, so they are off: {0}", setting);
        yield false;
      }
    };
  }

  /** The sites that have got a hook. */
  Set<Site> installed() {
    Set<Site> installed = EnumSet.copyOf(wanted);
    installed.removeAll(missing);
    return installed;
  }

  private String report() {
    if (!missing.isEmpty()) {
      log("Calls that block in native code are not seen in {0}", missing);
    }
    String all = String.valueOf(wanted.size());
    return missing.isEmpty() ? "all of ".concat(all) : "all of " + all + " but " + missing;
  }

  private static void log(String message, Object argument) {
    Logger log = System.getLogger("dev.maybefork");
    log.log(Level.WARNING, message, argument);
  }

  /** False if there are such classes already. */
  private static boolean defineClasses() throws Throwable {
    try {
      Class.forName(HOOK, false, null);
      return false;
    } catch (ClassNotFoundException notYet) {
      for (String name : CLASSES) { // the last one shows that all are there
        JavaBase.defineHook(name);
      }
    }
    try {
      // now, as a failure must not come up in the middle of somebody's read
      for (String name : CALLED_FIRST) {
        Class.forName(PACKAGE.concat(name), true, null);
      }
      return true;
    } catch (ClassNotFoundException e) {
      throw new LinkageError("the hooks", e);
    }
  }

  private void redefineClasses() {
    List<HookedClass> types = new ArrayList<>();
    for (List<Site> sites : sitesByClass()) {
      try {
        types.add(new HookedClass(sites));
      } catch (ClassNotFoundException | IOException | RuntimeException e) {
        // reported as missing
      }
    }
    if (!redefine(types)) { // all at once is quicker
      for (HookedClass type : types) {
        redefine(List.of(type));
      }
    }
  }

  private Iterable<List<Site>> sitesByClass() {
    Map<String, List<Site>> byClass = new LinkedHashMap<>();
    for (Site site : wanted) {
      List<Site> sites = byClass.get(site.type);
      if (sites == null) {
        sites = new ArrayList<>();
        byClass.put(site.type, sites);
      }
      sites.add(site);
    }
    return byClass.values();
  }

  private boolean redefine(List<HookedClass> types) {
    ClassDefinition[] definitions = new ClassDefinition[types.size()];
    for (int i = 0; i < definitions.length; i++) {
      definitions[i] = types.get(i).definition();
    }
    try {
      instrumentation.redefineClasses(definitions);
    } catch (ClassNotFoundException
        | UnmodifiableClassException
        | RuntimeException
        | LinkageError e) {
      return false;
    }
    for (HookedClass type : types) {
      missing.removeAll(type.sites);
    }
    return true;
  }
}
