package java.lang;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import jdk.internal.misc.Unsafe;

/**
 * Defines classes in the running JDK. A lookup from outside java.base may define an ordinary class
 * in {@code java.lang}, which is this one. Only a lookup from within may define a hidden nestmate,
 * or a class in a package that is not open to the library.
 */
final class MaybeForkDefiner {
  private MaybeForkDefiner() {}

  /**
   * Defines {@code VirtualThread.Slice}, and for the first one in this JVM what that needs.
   *
   * @param release {@code VirtualThread.Release}, of the running JDK
   */
  static Lookup defineSlice(byte[] slice, byte[] release) throws Throwable {
    if (MaybeForkRelease.current() == null) {
      Lookup own = defineNestmate(release);
      MethodType type = MethodType.methodType(MaybeForkRelease.class);
      MaybeForkRelease made =
          (MaybeForkRelease) own.findStatic(own.lookupClass(), "make", type).invokeExact();
      boolean _ = MaybeForkRelease.install(made); // another copy may have been faster
    }
    return defineNestmate(slice);
  }

  private static Lookup defineNestmate(byte[] bytes) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(VirtualThread.class, MethodHandles.lookup())
        .defineHiddenClass(bytes, /* initialize= */ true, Lookup.ClassOption.NESTMATE);
  }

  /** Defines a class in {@code jdk.internal.misc}. */
  static Class<?> defineHook(byte[] bytes) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(Unsafe.class, MethodHandles.lookup()).defineClass(bytes);
  }

  /** A static method of a class in {@code jdk.internal.misc}. */
  static MethodHandle hook(String simpleName, String method, MethodType type)
      throws ReflectiveOperationException {
    Class<?> hook = Class.forName("jdk.internal.misc.".concat(simpleName));
    return MethodHandles.privateLookupIn(hook, MethodHandles.lookup())
        .findStatic(hook, method, type);
  }
}
