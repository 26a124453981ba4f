package dev.maybefork;

import java.util.Map;

/**
 * {@link ForkStats} over JMX, as {@code dev.maybefork:type=ForkStats}. The library registers it
 * where the program has a platform MBean server, once bodies run: within some seconds of that. It
 * makes no server, and loads {@code java.management} only if the module is there.
 */
public interface ForkStatsMXBean {
  /**
   * Bodies that ended without a fork.
   *
   * @return {@link ForkStats#inline()}
   */
  long getInline();

  /**
   * Bodies that forked, of all kinds.
   *
   * @return {@link ForkStats#forked()}
   */
  long getForked();

  /**
   * Bodies that forked.
   *
   * @return {@link ForkStats#forks()}
   */
  Map<BlockKind, Long> getForks();

  /**
   * Blocks that held a caller.
   *
   * @return {@link ForkStats#heldBlocks()}
   */
  Map<BlockKind, Long> getHeldBlocks();

  /**
   * Bodies that another thread ran.
   *
   * @return {@link ForkStats#handOffs()}
   */
  Map<HandOffReason, Long> getHandOffs();

  /**
   * Forked bodies that have not ended.
   *
   * @return {@link ForkStats#childrenAlive()}
   */
  long getChildrenAlive();

  /**
   * Helpers that make calls in native code now.
   *
   * @return {@link ForkStats#helpersBusy()}
   */
  int getHelpersBusy();

  /**
   * Calls that wait for a helper now.
   *
   * @return {@link ForkStats#waitingForHelper()}
   */
  int getWaitingForHelper();

  /**
   * Bodies whose scope was at its limit.
   *
   * @return {@link ForkStats#scopesAtLimit()}
   */
  long getScopesAtLimit();

  /**
   * How often loops were at their limit.
   *
   * @return {@link ForkStats#loopsAtLimit()}
   */
  long getLoopsAtLimit();

  /**
   * Which engine serves.
   *
   * @return {@link EngineStatus#engine()}
   */
  String getEngine();
}
