package dev.maybefork.internal.engine;

/** Who uses the engine that is chosen: the room above. */
public interface EngineClient {
  /** What its callers would initialise on their stacks, if it weren't initialised by now. */
  Class<?>[] neededByCallers();

  /**
   * Walks once through what it does while a child is let go, so that its classes are loaded and
   * linked when it comes to that: see {@link Child}.
   *
   * @throws Exception if it finds something not to be as it should
   */
  void rehearse(Engine engine) throws Exception;

  /**
   * Numbers the kind of a block, from 0 on. Called by the host while it lets a child go: so it
   * allocates little, takes no lock and loads no class that {@link #rehearse} has not.
   */
  int kindOf(BlockEvent block);

  /** The name of a kind; also of {@link BlockEvent#NO_KIND}. */
  String nameOf(int kind);

  /** An engine has been chosen. Called once. */
  void chosen(EngineChoice choice);

  /** Whether an engine has been chosen. */
  boolean isChosen();
}
