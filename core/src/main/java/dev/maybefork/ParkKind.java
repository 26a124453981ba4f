package dev.maybefork;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a parked thread waits for. The frames of the JDK on top of its stack tell: the first that
 * isn't about parking itself.
 */
final class ParkKind {
  /** So deep the JDK's own frames may lie on top, where it parks. */
  private static final int MAX_OWN_FRAMES = 24;

  private int frames;
  private boolean parks;
  private boolean polls;
  private @Nullable BlockKind found;

  private ParkKind() {}

  /** Of frames that cost something each: no more of them are asked for than needed. */
  static BlockKind of(Stream<StackWalker.StackFrame> stack) {
    ParkKind kind = new ParkKind();
    boolean _ = stack.allMatch(each -> kind.goesOn(each.getClassName(), each::getMethodName));
    return kind.kind();
  }

  static BlockKind of(StackTraceElement[] stack) {
    ParkKind kind = new ParkKind();
    for (StackTraceElement each : stack) {
      if (!kind.goesOn(each.getClassName(), each::getMethodName)) {
        break;
      }
    }
    return kind.kind();
  }

  /** Whether the next frame may say more. */
  private boolean goesOn(String type, Supplier<String> method) {
    boolean unmounts = isUnmount(type);
    parks |= unmounts && frames == 0;
    frames++;
    found = kindOf(type, method);
    if (type.equals("sun.nio.ch.Poller")) {
      polls = true;
    }
    return found == null && frames < MAX_OWN_FRAMES && (unmounts || isAboutParks(type));
  }

  private @Nullable BlockKind kindOf(String type, Supplier<String> method) {
    return switch (type) {
      case "java.lang.VirtualThread" -> method.get().equals("sleepNanos") ? BlockKind.SLEEP : null;
      case "java.lang.Object" -> BlockKind.MONITOR;
      case "java.lang.ProcessImpl" -> BlockKind.PROCESS;
      case "sun.nio.ch.SourceChannelImpl", "sun.nio.ch.SinkChannelImpl" ->
          polls ? BlockKind.PIPE : null;
      default -> null;
    };
  }

  private boolean isAboutParks(String type) {
    return polls ? type.startsWith("sun.nio.ch.") : type.startsWith("java.util.concurrent.");
  }

  private BlockKind kind() {
    if (found != null) {
      return found;
    }
    if (polls) {
      return BlockKind.SOCKET;
    }
    return parks ? BlockKind.PARK : BlockKind.OTHER;
  }

  /** Whether this class has the code by which a thread leaves its carrier. */
  static boolean isUnmount(String type) {
    return switch (type) {
      case "jdk.internal.vm.Continuation",
          "java.lang.VirtualThread",
          "java.lang.System$1", // its access to parking
          "java.util.concurrent.locks.LockSupport" ->
          true;
      default -> false;
    };
  }
}
