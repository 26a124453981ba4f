package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import java.util.concurrent.locks.AbstractQueuedSynchronizer.ConditionObject;
import org.jspecify.annotations.Nullable;

/**
 * Names the kind of a block that an engine saw. What a thread waits for is told by the JDK's frames
 * on top of its stack: by the first that isn't about parking itself.
 */
final class BlockKinds implements BlockEvent.FrameVisitor {
  /** By the hints: the kinds of hooks in the order of HookProtocol, then MARKED. */
  private static final BlockKind[] BY_HINT = {
    BlockKind.FILE,
    BlockKind.PIPE,
    BlockKind.NAME_LOOKUP,
    BlockKind.PROCESS,
    BlockKind.SOCKET,
    BlockKind.FILE, // the lock of one
    BlockKind.MARKED
  };

  private static final BlockKind[] ALL = BlockKind.values();

  /** How many frames of the JDK lie on top of a park, at most. */
  private static final int MAX_OWN_FRAMES = 24;

  private int frames;
  private boolean parks;
  private boolean polls;
  private @Nullable BlockKind found;

  private BlockKinds() {}

  static BlockKind of(BlockEvent block) {
    return named(block.kind());
  }

  /** The kind that has the number. */
  static BlockKind named(int kind) {
    return kind < ALL.length ? ALL[kind] : BlockKind.OTHER;
  }

  /** Its number: what the engine asks of a block once. */
  static int number(BlockEvent block) {
    return number(find(block));
  }

  @SuppressWarnings("EnumOrdinal") // by which the engine counts; nobody keeps it
  static int number(BlockKind kind) {
    return kind.ordinal();
  }

  private static BlockKind find(BlockEvent block) {
    if (block.hint() != BlockEvent.NO_HINT) {
      return BY_HINT[block.hint()];
    }
    try {
      return switch (block.cause()) {
        case YIELD -> BlockKind.YIELD;
        case MONITOR -> BlockKind.MONITOR;
        case WAIT -> ofWait(block);
        case UNKNOWN -> BlockKind.OTHER;
      };
    } catch (VirtualMachineError e) {
      return BlockKind.OTHER; // there's no stack or memory left to look at it
    }
  }

  private static BlockKind ofWait(BlockEvent block) {
    if (isPark(block.blocker())) {
      return BlockKind.PARK;
    }
    BlockKinds kinds = new BlockKinds();
    block.visitFrames(kinds);
    BlockKind kind = kinds.kind();
    if (kind == BlockKind.OTHER) {
      block.dismiss();
    }
    return kind;
  }

  /**
   * Whether that is what the JDK's locks, latches, futures and queues park on, which needs no look
   * at the frames. Not a condition: who waits for a process waits for one.
   */
  private static boolean isPark(@Nullable Object blocker) {
    return blocker != null
        && !(blocker instanceof ConditionObject)
        && blocker.getClass().getName().startsWith("java.util.concurrent.");
  }

  /** Whether the next frame may say more. */
  @Override
  public boolean visit(String type) {
    boolean unmounts = BlockEvent.isUnmount(type);
    parks |= unmounts && frames == 0;
    frames++;
    found = kindOf(type);
    if (type.equals("sun.nio.ch.Poller")) {
      polls = true;
    }
    return found == null && frames < MAX_OWN_FRAMES && (unmounts || isAboutParks(type));
  }

  private @Nullable BlockKind kindOf(String type) {
    return switch (type) {
      case "java.lang.Thread" -> BlockKind.SLEEP; // a join has a latch, or waits on a monitor
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
}
