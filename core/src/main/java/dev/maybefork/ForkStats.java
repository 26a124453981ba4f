package dev.maybefork;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What has become of the bodies of this JVM since the library was first used in it.
 *
 * {@snippet :
 * ForkStats stats = MaybeFork.stats();
 * log.info(stats.inline() + " bodies did not fork, " + stats.forked() + " did: " + stats.forks());
 * }
 *
 * <p><b>What is exact.</b> Each number counts all that it says, and nothing twice. What a call of
 * the library did is counted when it returns; a thread sees it if it knows by any synchronisation
 * that the call has returned. The numbers are read one after the other, while bodies run: they are
 * not of one moment, so sums of them may be off by what ran meanwhile. The library's own tests at
 * its start are not counted.
 *
 * <p>A body is one call of {@link MaybeFork#maybeFork(ForkBody) maybeFork} or of a scope's {@code
 * fork}, an element of a gatherer, a thread of {@link MaybeFork#threadFactory()}, or an item of a
 * loop. Items count when their loop has ended. Under the {@code watch} engine threads of a factory
 * are not counted, as they are the JDK's.
 *
 * @param inline bodies that ended without a fork, on their caller's time
 * @param forks bodies that forked, by what they were waiting for. {@link BlockKind#OTHER} has those
 *     that were threads of their own from their start, and those that were not waiting
 * @param heldBlocks blocks that held a caller, by what the body was waiting for: it had ended its
 *     fork potential, its condition did not let it fork, or its scope was at its limit. Under the
 *     {@code watch} engine only those that lasted for some milliseconds
 * @param handOffs bodies that another thread ran in place of their caller, by the reason
 * @param childrenAlive bodies that have forked, and whose threads have not ended
 * @param helpersBusy threads of the library that make calls in native code for children now
 * @param waitingForHelper calls that wait for such a thread now, as all are busy
 * @param scopesAtLimit bodies that blocked and could not fork, as their scope was at its limit
 * @param loopsAtLimit how often a loop at its limit waited for one of its children, or left the
 *     rest to the last one
 */
public record ForkStats(
    long inline,
    Map<BlockKind, Long> forks,
    Map<BlockKind, Long> heldBlocks,
    Map<HandOffReason, Long> handOffs,
    long childrenAlive,
    int helpersBusy,
    int waitingForHelper,
    long scopesAtLimit,
    long loopsAtLimit) {
  /**
   * Some numbers.
   *
   * @throws NullPointerException if a map is null, or has a null
   */
  public ForkStats {
    forks = copy(BlockKind.class, forks);
    heldBlocks = copy(BlockKind.class, heldBlocks);
    handOffs = copy(HandOffReason.class, handOffs);
  }

  private static <K extends Enum<K>> Map<K, Long> copy(Class<K> type, Map<K, Long> numbers) {
    EnumMap<K, Long> copy = new EnumMap<>(type); // in the order of its constants
    copy.putAll(Map.copyOf(numbers));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * How many bodies forked that waited for this.
   *
   * @param kind what they were waiting for
   * @return its number in {@link #forks()}
   */
  public long forks(BlockKind kind) {
    return forks.getOrDefault(kind, 0L);
  }

  /**
   * How many blocks of this kind held a caller.
   *
   * @param kind what the body was waiting for
   * @return its number in {@link #heldBlocks()}
   */
  public long heldBlocks(BlockKind kind) {
    return heldBlocks.getOrDefault(kind, 0L);
  }

  /**
   * How many bodies another thread ran for this reason.
   *
   * @param reason the reason
   * @return its number in {@link #handOffs()}
   */
  public long handOffs(HandOffReason reason) {
    return handOffs.getOrDefault(reason, 0L);
  }

  /**
   * How many bodies forked, whatever they were waiting for.
   *
   * @return the sum of {@link #forks()}
   */
  public long forked() {
    return sum(forks);
  }

  /**
   * How many blocks held a caller, whatever the body was waiting for.
   *
   * @return the sum of {@link #heldBlocks()}
   */
  public long held() {
    return sum(heldBlocks);
  }

  /**
   * How many bodies another thread ran, whatever the reason.
   *
   * @return the sum of {@link #handOffs()}
   */
  public long handedOff() {
    return sum(handOffs);
  }

  private static long sum(Map<?, Long> numbers) {
    return numbers.values().stream().mapToLong(Long::longValue).sum();
  }
}
