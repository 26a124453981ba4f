package dev.maybefork.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the hooks into the JDK: defines their classes in java.base and redefines the classes that
 * have sites.
 *
 * <p>Redefined rather than retransformed, so that no transformer of ours has to stay, which would
 * be shown every class that the JVM loads from then on; and so that the hooks survive when another
 * agent retransforms the same class.
 */
final class Hooks {
  private static final String RESOURCES = "/META-INF/maybefork/";

  /** In the order in which they need one another. */
  private static final String[] CLASSES = {
    "MaybeForkMemory$Local",
    "MaybeForkMemory",
    "MaybeForkProbe",
    "MaybeForkFifo",
    "MaybeForkSeam",
    "MaybeForkHook"
  };

  private final Set<Site> missing = EnumSet.allOf(Site.class);

  private Hooks() {}

  /** Whether there are hooks for this platform, and nobody has turned them off. */
  static boolean wanted() {
    return System.getProperty("os.name", "").equals("Linux")
        && System.getProperty("os.arch", "").equals("amd64")
        && !System.getProperty("maybefork.hooks", "on").equals("off");
  }

  /** The sites that are left without a hook. Java.lang must be open to this class. */
  static Set<Site> install(Instrumentation instrumentation) {
    Hooks hooks = new Hooks();
    try {
      defineClasses();
      hooks.redefine(instrumentation);
    } catch (Exception | LinkageError e) {
      System.getLogger("dev.maybefork")
          .log(Level.WARNING, "calls that block in native code hold their thread: no hooks", e);
    }
    return hooks.missing;
  }

  private static void defineClasses() throws IOException, IllegalAccessException {
    Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
    for (String name : CLASSES) {
      String resource = RESOURCES + name + ".class";
      try (InputStream in = Hooks.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("the library is incomplete: " + resource + " is missing");
        }
        lookup.defineClass(in.readAllBytes());
      }
    }
  }

  private void redefine(Instrumentation instrumentation) throws Exception {
    Map<String, List<Site>> sites = new LinkedHashMap<>();
    for (Site site : Site.values()) {
      sites.computeIfAbsent(site.type, type -> new ArrayList<>()).add(site);
    }
    List<ClassDefinition> definitions = new ArrayList<>();
    for (Map.Entry<String, List<Site>> entry : sites.entrySet()) {
      Class<?> type = Class.forName(entry.getKey(), false, null);
      definitions.add(new ClassDefinition(type, hooked(original(type), entry.getValue())));
    }
    instrumentation.redefineClasses(definitions.toArray(new ClassDefinition[0]));
  }

  private static byte[] original(Class<?> type) throws IOException {
    String resource = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getModule().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing");
      }
      return in.readAllBytes();
    }
  }

  private byte[] hooked(byte[] original, List<Site> sites) {
    ClassFile format =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofClassLoading(ClassLoader.getPlatformClassLoader())));
    ClassModel model = format.parse(original);
    ClassTransform transform =
        (builder, element) -> {
          Site site = element instanceof MethodModel method ? find(method, sites) : null;
          if (site == null) {
            builder.with(element);
            return;
          }
          missing.remove(site);
          MethodModel method = (MethodModel) element;
          HookCode code = new HookCode(site, method.flags().flagsMask());
          builder.transformMethod(
              method,
              (methodBuilder, part) -> {
                if (part instanceof CodeModel body) {
                  methodBuilder.transformCode(body, code);
                } else {
                  methodBuilder.with(part);
                }
              });
        };
    return format.transformClass(model, transform);
  }

  private static @Nullable Site find(MethodModel method, List<Site> sites) {
    for (Site site : sites) {
      if (method.methodName().equalsString(site.method)
          && method.methodType().equalsString(site.descriptor)) {
        return site;
      }
    }
    return null;
  }
}
