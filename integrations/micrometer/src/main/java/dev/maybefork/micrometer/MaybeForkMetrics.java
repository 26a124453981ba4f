package dev.maybefork.micrometer;

import static java.util.Locale.ROOT;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkStats;
import dev.maybefork.HandOffReason;
import dev.maybefork.MaybeFork;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Meters of what has become of the bodies of this JVM: {@link MaybeFork#stats()}, which says what
 * each number means and how exact it is.
 *
 * {@snippet :
 * new MaybeForkMetrics().bindTo(registry);
 * }
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>tag</th><th></th></tr>
 * <tr><td>{@code maybefork.inline}</td><td></td><td>counter: bodies that did not fork</td></tr>
 * <tr><td>{@code maybefork.forks}</td><td>{@code kind}</td><td>counter: bodies that forked</td></tr>
 * <tr><td>{@code maybefork.held}</td><td>{@code kind}</td>
 *     <td>counter: blocks that held a caller</td></tr>
 * <tr><td>{@code maybefork.handoffs}</td><td>{@code reason}</td>
 *     <td>counter: bodies that another thread ran for their caller</td></tr>
 * <tr><td>{@code maybefork.children}</td><td></td>
 *     <td>gauge: children that have forked and not ended</td></tr>
 * <tr><td>{@code maybefork.helpers}</td><td></td>
 *     <td>gauge: threads in a call in native code for a child</td></tr>
 * <tr><td>{@code maybefork.helpers.waiting}</td><td></td>
 *     <td>gauge: calls that wait for such a thread</td></tr>
 * <tr><td>{@code maybefork.scopes.limited}</td><td></td>
 *     <td>counter: bodies that could not fork, as their scope was at its limit</td></tr>
 * <tr><td>{@code maybefork.loops.limited}</td><td></td>
 *     <td>counter: how often a loop was at its limit</td></tr>
 * </table>
 *
 * <p>The values of {@code kind} are those of {@link BlockKind}, of {@code reason} those of {@link
 * HandOffReason}, in lower case. Thread-safe.
 */
public final class MaybeForkMetrics implements MeterBinder {
  private final Iterable<Tag> tags;

  /** Meters without further tags. */
  public MaybeForkMetrics() {
    this(List.of());
  }

  /**
   * Meters with tags.
   *
   * @param tags which all of them get
   * @throws NullPointerException if {@code tags} is null
   */
  public MaybeForkMetrics(Iterable<Tag> tags) {
    this.tags = Objects.requireNonNull(tags, "tags");
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter("inline", "bodies that did not fork", ForkStats::inline).register(registry);
    for (BlockKind kind : BlockKind.values()) {
      counter("forks", "bodies that forked", stats -> stats.forks(kind))
          .tag("kind", valueOf(kind))
          .register(registry);
      counter("held", "blocks that held a caller", stats -> stats.heldBlocks(kind))
          .tag("kind", valueOf(kind))
          .register(registry);
    }
    for (HandOffReason reason : HandOffReason.values()) {
      counter("handoffs", "bodies another thread ran", stats -> stats.handOffs(reason))
          .tag("reason", valueOf(reason))
          .register(registry);
    }
    gauge("children", "forked and not ended", ForkStats::childrenAlive).register(registry);
    gauge("helpers", "threads in a native call for a child", ForkStats::helpersBusy)
        .register(registry);
    gauge("helpers.waiting", "calls that wait for a helper", ForkStats::waitingForHelper)
        .register(registry);
    counter("scopes.limited", "bodies held by their scope's limit", ForkStats::scopesAtLimit)
        .register(registry);
    counter("loops.limited", "times a loop was at its limit", ForkStats::loopsAtLimit)
        .register(registry);
  }

  private static String valueOf(Enum<?> constant) {
    return constant.name().toLowerCase(ROOT);
  }

  /** A meter holds its object weakly, so it's one that stays. */
  private FunctionCounter.Builder<?> counter(
      String name, String description, ToDoubleFunction<ForkStats> number) {
    return FunctionCounter.builder(
            "maybefork." + name, MaybeFork.class, _ -> number.applyAsDouble(MaybeFork.stats()))
        .description(description)
        .tags(tags);
  }

  private Gauge.Builder<?> gauge(
      String name, String description, ToDoubleFunction<ForkStats> number) {
    return Gauge.builder(
            "maybefork." + name, MaybeFork.class, _ -> number.applyAsDouble(MaybeFork.stats()))
        .description(description)
        .tags(tags);
  }
}
