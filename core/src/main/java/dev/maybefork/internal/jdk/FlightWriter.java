package dev.maybefork.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The flight recorder's writer of a platform thread: see {@code java.lang.MaybeForkFlight}. */
final class FlightWriter {
  /** Null where nothing is to be mended, or nobody can. */
  private static final @Nullable MethodHandle MEND = find();

  private FlightWriter() {}

  private static @Nullable MethodHandle find() {
    if (Runtime.version().feature() >= 28) {
      return null;
    }
    try {
      return JavaBase.flight("mendWriter", methodType(void.class));
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** Whether {@link #mend} does anything. Looks it up where that has not happened yet. */
  static boolean isToBeMended() {
    return MEND != null;
  }

  /** Called by a platform thread on whose stack a child has been. The recorder must have begun. */
  static void mend() {
    MethodHandle mend = MEND;
    if (mend == null) {
      return;
    }
    try {
      mend.invokeExact();
    } catch (Throwable e) {
      // an event is lost, as without it
    }
  }
}
