package dev.maybefork.cli;

import dev.maybefork.MaybeFork;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Blocks in a native function that only the caller knows. */
final class NativeKinds {
  /** Long enough to be noticed, see {@link MaybeFork#heldCallers()}. */
  private static final int MICROS = 100_000;

  private NativeKinds() {}

  @SuppressWarnings("restricted") // that is what it is about
  private static MethodHandle usleep() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("usleep"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  private static int sleep(MethodHandle usleep) throws Exception {
    try {
      return (int) usleep.invokeExact(MICROS);
    } catch (Throwable e) {
      throw new Exception(e);
    }
  }

  static Block call(Resources resources) {
    MethodHandle usleep = usleep();
    return new Block(() -> sleep(usleep), () -> {});
  }

  static Block markedCall(Resources resources) {
    MethodHandle usleep = usleep();
    return new Block(() -> MaybeFork.blocking(() -> sleep(usleep)), () -> {});
  }
}
