package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import dev.maybefork.internal.engine.OffloadPool;
import dev.maybefork.internal.engine.StandInReason;
import dev.maybefork.internal.engine.Tally;
import dev.maybefork.internal.jdk.FlightStats;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/** What the engine has counted, by this room's names; and the bean that shows it. */
final class Stats implements ForkStatsMXBean {
  static ForkStats now() {
    long alive = Tally.alive();
    return new ForkStats(
        Tally.inPlace(),
        byKind(Tally::forks),
        byKind(Tally::heldBlocks),
        handOffs(),
        alive,
        OffloadPool.busy(),
        OffloadPool.waiting(),
        Tally.scopeLimits(),
        Tally.loopLimits());
  }

  /** For a recording, by names. */
  static FlightStats.Numbers numbers() {
    ForkStats now = now();
    return new FlightStats.Numbers(
        now.inline(),
        byName(now.forks()),
        byName(now.heldBlocks()),
        byName(now.handOffs()),
        now.childrenAlive(),
        now.scopesAtLimit(),
        now.loopsAtLimit());
  }

  private static Map<String, Long> byName(Map<? extends Enum<?>, Long> numbers) {
    Map<String, Long> byName = new LinkedHashMap<>();
    numbers.forEach((key, number) -> byName.put(key.name(), number));
    return byName;
  }

  private static Map<BlockKind, Long> byKind(IntToLongFunction counts) {
    Map<BlockKind, Long> byKind = new EnumMap<>(BlockKind.class);
    for (BlockKind kind : BlockKind.values()) {
      byKind.put(kind, counts.applyAsLong(BlockKinds.number(kind)));
    }
    byKind.merge(BlockKind.OTHER, counts.applyAsLong(BlockEvent.NO_KIND), Long::sum);
    return byKind;
  }

  private static Map<HandOffReason, Long> handOffs() {
    Map<HandOffReason, Long> byReason = new EnumMap<>(HandOffReason.class);
    for (StandInReason reason : StandInReason.values()) {
      byReason.put(HandOffReason.valueOf(reason.name()), Tally.handOffs(reason));
    }
    return byReason;
  }

  @Override
  public long getInline() {
    return Tally.inPlace();
  }

  @Override
  public long getForked() {
    return now().forked();
  }

  @Override
  public Map<BlockKind, Long> getForks() {
    return byKind(Tally::forks);
  }

  @Override
  public Map<BlockKind, Long> getHeldBlocks() {
    return byKind(Tally::heldBlocks);
  }

  @Override
  public Map<HandOffReason, Long> getHandOffs() {
    return handOffs();
  }

  @Override
  public long getChildrenAlive() {
    return Tally.alive();
  }

  @Override
  public int getHelpersBusy() {
    return OffloadPool.busy();
  }

  @Override
  public int getWaitingForHelper() {
    return OffloadPool.waiting();
  }

  @Override
  public long getScopesAtLimit() {
    return Tally.scopeLimits();
  }

  @Override
  public long getLoopsAtLimit() {
    return Tally.loopLimits();
  }

  @Override
  public String getEngine() {
    return Engines.status().engine();
  }
}
