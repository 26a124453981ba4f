package java.lang;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;

/**
 * Defines {@code VirtualThread.Slice} in the running JDK. A lookup from outside java.base may
 * define an ordinary class in {@code java.lang}, which is this one; only a lookup from within may
 * define a hidden nestmate.
 */
final class MaybeForkDefiner {
  private MaybeForkDefiner() {}

  static Lookup defineSlice(byte[] bytes) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(VirtualThread.class, MethodHandles.lookup())
        .defineHiddenClass(bytes, /* initialize= */ true, Lookup.ClassOption.NESTMATE);
  }
}
