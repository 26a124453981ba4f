package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import dev.maybefork.internal.engine.Engine;
import dev.maybefork.internal.engine.EngineChoice;
import dev.maybefork.internal.engine.EngineChooser;
import dev.maybefork.internal.engine.EngineClient;
import dev.maybefork.internal.jdk.FlightStats;
import dev.maybefork.internal.jdk.StackMargin;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this JVM. It is chosen once, by the first who needs one, and never on that caller's
 * stack: see {@link EngineChooser}. Until then callers initialise no class that an engine needs:
 * one whose initialiser fails is lost for ever.
 */
final class Engines {
  /** Initialised by who has chosen. So what is chosen is a constant to the compilers. */
  private static final class Chosen {
    static final EngineChoice CHOICE = Objects.requireNonNull(choice);
    static final Engine ENGINE = CHOICE.engine();
  }

  /** What the choice needs to know of this room. */
  private static final class Client implements EngineClient {
    @Override
    public Class<?>[] neededByCallers() {
      return new Class<?>[] {
        BlockKind.class,
        Conditions.class,
        Contexts.class,
        Exhaustion.class,
        ForkImpl.class,
        ForkOn.class,
        LoopRun.class,
      };
    }

    @Override
    public void rehearse(Engine engine) throws Exception {
      Rehearsal.run(engine);
    }

    @Override
    public int kindOf(BlockEvent block) {
      return BlockKinds.number(block);
    }

    @Override
    public String nameOf(int kind) {
      return BlockKinds.named(kind).name();
    }

    @Override
    public void chosen(EngineChoice made) {
      choice = made;
      Objects.requireNonNull(Chosen.ENGINE); // which initialises it
      Contexts.find();
      if (ModuleLayer.boot().findModule("java.management").isPresent()) {
        JmxBean.watch();
      }
      FlightStats.begin(Stats::numbers);
      chosen = true;
    }

    @Override
    public boolean isChosen() {
      return chosen;
    }
  }

  private static @Nullable EngineChoice choice; // by who chooses

  /** Not volatile: who sees it true finds Chosen initialised, or initialises it. */
  private static boolean chosen;

  private Engines() {}

  /**
   * The engine.
   *
   * @throws OutOfMemoryError if it has not been chosen, and there is no memory or thread to do it
   * @throws StackOverflowError if it has not been chosen, and there is no stack to do it
   * @throws IllegalStateException if it has not been chosen, and can't be for now
   */
  static Engine get() {
    ensureChosen();
    return Chosen.ENGINE;
  }

  /** Returns if an engine has been chosen; throws as {@link #get}. */
  static void ensureChosen() {
    if (!chosen) {
      StackMargin.ensure(); // for the initialisers of EngineChooser and of what it waits with
      EngineChooser.await(new Client());
    }
  }

  /** With what is known by now. */
  static EngineStatus status() {
    ensureChosen();
    EngineChoice made = Chosen.CHOICE;
    return new EngineStatus(
        made.name(), made.reason(), made.advice(), made.nativeCallsNow(), made.agentsNow());
  }
}
