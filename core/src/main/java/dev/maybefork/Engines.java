package dev.maybefork;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this JVM. It is chosen once, by the first who needs one, and never on that caller's
 * stack: see {@link Choosing}. Nothing that lasts is initialised by a caller before.
 */
final class Engines {
  /** Initialised by who has chosen. So what is chosen is a constant to the compilers. */
  private static final class Chosen {
    static final EngineChoice CHOICE = Objects.requireNonNull(choice);
    static final Engine ENGINE = CHOICE.engine();
  }

  private static @Nullable EngineChoice choice; // by who chooses

  /** Without a fence: who sees it true initialises Chosen, or sees it initialised. */
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
      StackMargin.ensure(); // for the initialisers of Choosing and of what it waits with
      Choosing.await();
    }
  }

  static boolean isChosen() {
    return chosen;
  }

  /** By who chooses, once. */
  static void chosen(EngineChoice made) {
    choice = made;
    Objects.requireNonNull(Chosen.ENGINE); // which initialises it
    chosen = true;
  }

  /** With what is known by now. */
  static EngineStatus status() {
    ensureChosen();
    return Chosen.CHOICE.statusNow();
  }
}
