package java.lang;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.internal.misc.Unsafe;

/**
 * Mends what the VM of JDK 25 to 27 breaks in the flight recorder's writer of a platform thread.
 * When another thread records on the same stack, the VM looks which one it is, and notes in the
 * writer's field {@code valid} whether it is a virtual one; that was meant for {@code
 * pinVirtualThread}. So the first event that a platform thread records after a child on its stack
 * has recorded one is thrown away, whose event ever it is. Mended in JDK 28.
 */
final class MaybeForkFlight {
  private static final Unsafe U = Unsafe.getUnsafe();

  private static final MethodHandle WRITER;
  private static final long VALID;

  static {
    try {
      Module base = Object.class.getModule();
      Module recorder = ModuleLayer.boot().findModule("jdk.jfr").orElseThrow();
      base.implAddReads(recorder);
      recorder.implAddOpens("jdk.jfr.internal", base);
      Class<?> vm = Class.forName(recorder, "jdk.jfr.internal.JVM");
      Class<?> writer = Class.forName(recorder, "jdk.jfr.internal.event.EventWriter");
      WRITER =
          MethodHandles.privateLookupIn(vm, MethodHandles.lookup())
              .findStatic(vm, "getEventWriter", MethodType.methodType(writer))
              .asType(MethodType.methodType(Object.class));
      VALID = U.objectFieldOffset(writer, "valid");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private MaybeForkFlight() {}

  /**
   * Called by a platform thread, which records nothing just now: then its writer is valid. The
   * recorder must have begun.
   */
  static void mendWriter() throws Throwable {
    Object writer = (Object) WRITER.invokeExact(); // by which the VM notices the change
    if (writer != null && !U.getBoolean(writer, VALID)) {
      U.putBoolean(writer, VALID, true);
    }
  }
}
