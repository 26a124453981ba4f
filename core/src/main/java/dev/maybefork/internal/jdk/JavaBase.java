package dev.maybefork.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What the library defines in java.base, and how it gets at it: by {@code
 * java.lang.MaybeForkDefiner}. {@code java.lang} must be open to this class.
 */
public final class JavaBase {
  private static final String DEFINER = "java.lang.MaybeForkDefiner";

  /** What the hidden class needs, of which there is one in a JVM. */
  private static final String[] NEEDED_BEFORE = {
    "MaybeForkVmStructs",
    "MaybeForkMountEvents",
    "MaybeForkOffsets",
    "MaybeForkThreads$Makings",
    "MaybeForkThreads",
    "MaybeForkStack",
    "MaybeForkStandIn",
    "MaybeForkJoiners",
    "MaybeForkLocks",
    "MaybeForkFlight",
    "MaybeForkRelease"
  };

  /** The releases of the JDK that this was written for, and verified on. */
  private static final int OLDEST = 25;

  private static final int NEWEST = 28;

  private JavaBase() {}

  /** Whether it is known what a release of the JDK has in its own way. */
  public static boolean knows(int release) {
    return release >= OLDEST && release <= NEWEST;
  }

  /** The source folder of what fits this JDK; the newest, if it is not known. */
  static String release() {
    return Runtime.version().feature() == 25 ? "25/" : "26/";
  }

  /**
   * Defines {@code java.lang.VirtualThread.Slice}, once for each copy of the library.
   *
   * @return a lookup in it
   * @throws Throwable whatever gets in the way
   */
  public static Lookup defineSlice() throws Throwable {
    return (Lookup)
        definer("defineSlice", methodType(Lookup.class, byte[].class, byte[].class))
            .invokeExact(
                ClassFiles.read("VirtualThread$Slice"),
                ClassFiles.read(release().concat("VirtualThread$Release")));
  }

  /**
   * Defines a class in {@code jdk.internal.misc}, by its simple binary name, unless one is there: a
   * try before this one may have failed half way.
   */
  public static void defineHook(String name) throws Throwable {
    if (find("jdk.internal.misc.".concat(name)) != null) {
      return;
    }
    Class<?> _ =
        (Class<?>)
            definer("defineHook", methodType(Class.class, byte[].class))
                .invokeExact(ClassFiles.read(name));
  }

  /**
   * A method of one of the classes in {@code jdk.internal.misc}.
   *
   * @param hook the simple name of the class
   * @param method the name of the method, which is static
   * @param type its type
   * @return a handle of it
   * @throws ClassNotFoundException if no agent has defined the class
   * @throws Throwable whatever else gets in the way
   */
  public static MethodHandle hook(String hook, String method, MethodType type) throws Throwable {
    return (MethodHandle)
        definer(
                "hook",
                methodType(MethodHandle.class, String.class, String.class, MethodType.class))
            .invokeExact(hook, method, type);
  }

  /** A method of {@code java.lang.MaybeForkMountEvents}. */
  static MethodHandle mountEvents(String method, MethodType type)
      throws ReflectiveOperationException, IOException {
    return find("java.lang.MaybeForkMountEvents", method, type);
  }

  /** A method of {@code java.lang.MaybeForkLocks}. */
  static MethodHandle locks(String method, MethodType type)
      throws ReflectiveOperationException, IOException {
    return find("java.lang.MaybeForkLocks", method, type);
  }

  /** A method of {@code java.lang.MaybeForkFlight}. */
  static MethodHandle flight(String method, MethodType type)
      throws ReflectiveOperationException, IOException {
    return find("java.lang.MaybeForkFlight", method, type);
  }

  private static MethodHandle find(String type, String method, MethodType signature)
      throws ReflectiveOperationException, IOException {
    Class<?> _ = definer(); // which comes after it
    Class<?> found = Class.forName(type);
    return MethodHandles.privateLookupIn(found, MethodHandles.lookup())
        .findStatic(found, method, signature);
  }

  private static MethodHandle definer(String method, MethodType type)
      throws ReflectiveOperationException, IOException {
    Class<?> definer = definer();
    return MethodHandles.privateLookupIn(definer, MethodHandles.lookup())
        .findStatic(definer, method, type);
  }

  /** Defined once in a JVM, however many copies of this library it has. */
  private static Class<?> definer() throws IllegalAccessException, IOException {
    Class<?> definer = find(DEFINER);
    if (definer != null) {
      return definer;
    }
    Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
    for (String name : NEEDED_BEFORE) { // a try before this one may have failed half way
      if (find("java.lang.".concat(name)) == null) {
        lookup.defineClass(ClassFiles.read(name));
      }
    }
    return lookup.defineClass(ClassFiles.read("MaybeForkDefiner"));
  }

  private static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name, /* initialize= */ false, null);
    } catch (ClassNotFoundException notYet) {
      return null;
    }
  }
}
