package dev.maybefork;

import dev.maybefork.internal.engine.BlockEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The condition on which a body forks: the seed's {@code FORK_ON_SOMETHING}.
 *
 * {@snippet :
 * Fork<Page> page = maybeFork(kinds(SOCKET).or(after(ofMillis(20))), () -> cache.load(key));
 * }
 *
 * <p>A block on which a body does not fork holds its caller: the caller waits, and the body then
 * goes on, on the caller's stack, under the same condition. It's as if the caller had called the
 * body itself: an interrupt of the caller interrupts the body, and a virtual caller unmounts while
 * it waits.
 *
 * <p><b>A held caller can't wake its body.</b> If what the body waits for is done by the caller's
 * own later code, neither ever goes on, as in any plain call. Under {@link #BLOCKING} there is no
 * such deadlock. When a body has held its caller for five seconds, a warning with the stacks of
 * both is logged, once for each such location ({@code -Dmaybefork.heldWarnSeconds=5}; 0 turns it
 * off).
 *
 * <p>Objects of this class are immutable.
 */
public final class ForkOn {
  private static final int NO_NTH = Integer.MAX_VALUE;
  private static final long NO_TIME = Long.MAX_VALUE;

  /** On any block: what {@code maybeFork} does without a condition. */
  public static final ForkOn BLOCKING = ofKinds(EnumSet.allOf(BlockKind.class));

  /**
   * At once: the body is a plain virtual thread from the start, and nothing of it runs on the
   * caller's stack. In a scope at its limit it begins as a plain call.
   */
  public static final ForkOn ALWAYS = new ForkOn(Set.of(), NO_NTH, NO_TIME, /* always= */ true);

  /** Never: each block holds the caller, as in a plain call. */
  public static final ForkOn NEVER = ofKinds(Set.of());

  private final Set<BlockKind> kinds;
  private final int nth;
  private final long nanos;
  private final boolean always;
  private final boolean all;

  private ForkOn(Set<BlockKind> kinds, int nth, long nanos, boolean always) {
    this.kinds = kinds;
    this.nth = nth;
    this.nanos = nanos;
    this.always = always;
    this.all = kinds.size() == BlockKind.values().length;
  }

  private static ForkOn ofKinds(Set<BlockKind> kinds) {
    return new ForkOn(kinds, NO_NTH, NO_TIME, /* always= */ false);
  }

  /**
   * When the body has not ended within this time, whether it computes or is blocked. A block before
   * that holds the caller. The body then runs on another thread's stack from the start, and costs
   * what a hand-over to a thread does.
   *
   * @param time how long the caller waits, at least; zero forks as soon as it's seen to run
   * @return the condition
   * @throws IllegalArgumentException if {@code time} is negative
   * @throws NullPointerException if {@code time} is null
   */
  public static ForkOn after(Duration time) {
    Objects.requireNonNull(time, "time");
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must not be negative: " + time);
    }
    long nanos = time.compareTo(Duration.ofNanos(NO_TIME)) >= 0 ? NO_TIME - 1 : time.toNanos();
    return new ForkOn(Set.of(), NO_NTH, nanos, /* always= */ false);
  }

  /**
   * On blocks of these kinds only; a block of any other kind holds the caller.
   *
   * @param kinds the kinds, at least one
   * @return the condition
   * @throws IllegalArgumentException if {@code kinds} is empty
   * @throws NullPointerException if {@code kinds} or one of them is null
   */
  public static ForkOn kinds(BlockKind... kinds) {
    Objects.requireNonNull(kinds, "kinds");
    if (kinds.length == 0) {
      throw new IllegalArgumentException("kinds must not be empty; there is ForkOn.NEVER");
    }
    EnumSet<BlockKind> set = EnumSet.noneOf(BlockKind.class);
    for (int i = 0; i < kinds.length; i++) {
      set.add(Objects.requireNonNull(kinds[i], "kinds[" + i + "]"));
    }
    return ofKinds(set);
  }

  /**
   * On the n-th block of the body; the ones before hold the caller. For tests of both schedules:
   * see the extension for JUnit. A wait counts as one block each time it parks. Where {@link
   * MaybeFork#engineStatus()} says that children are watched, two blocks that follow each other
   * closely may be taken for one.
   *
   * @param n the number of the block, 1 for the first
   * @return the condition
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public static ForkOn nthBlock(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be at least 1: " + n);
    }
    return new ForkOn(Set.of(), n, NO_TIME, /* always= */ false);
  }

  /**
   * On this or on the other, whichever comes first.
   *
   * @param other another condition
   * @return the condition
   * @throws NullPointerException if {@code other} is null
   */
  public ForkOn or(ForkOn other) {
    Objects.requireNonNull(other, "other");
    EnumSet<BlockKind> both = EnumSet.noneOf(BlockKind.class);
    both.addAll(kinds);
    both.addAll(other.kinds);
    return new ForkOn(
        both, Math.min(nth, other.nth), Math.min(nanos, other.nanos), always || other.always);
  }

  /**
   * Makes this condition stand in for {@link #BLOCKING} in the whole JVM, wherever that is given or
   * implied, for what begins from now on until the result is closed. It's for tests that run the
   * same code under several conditions; for one at a time, as all threads are concerned.
   *
   * {@snippet :
   * try (ForkOn.Everywhere _ = ForkOn.NEVER.everywhere()) {
   *     assertThat(report(orders)).isEqualTo(expected);
   * }
   * }
   *
   * @return what ends it
   */
  public Everywhere everywhere() {
    return Conditions.everywhere(this);
  }

  /** A condition that stands in for {@link #BLOCKING}. Thread-safe. */
  public sealed interface Everywhere extends AutoCloseable permits Conditions.StandIn {
    /**
     * Whether any body has forked by it.
     *
     * @return true if one has
     */
    boolean forked();

    /** Ends it; bodies that have begun keep it. */
    @Override
    void close();
  }

  // for ConditionedTask

  boolean always() {
    return always;
  }

  boolean isTimed() {
    return nanos != NO_TIME && !always;
  }

  long nanos() {
    return nanos;
  }

  /** Whether a body forks at this block, its n-th. */
  boolean forksAt(BlockEvent block, int n) {
    return all || always || n >= nth || (!kinds.isEmpty() && kinds.contains(BlockKinds.of(block)));
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (always) {
      parts.add("ALWAYS");
    }
    if (all) {
      parts.add("BLOCKING");
    } else if (!kinds.isEmpty()) {
      parts.add(kinds.stream().map(Enum::name).collect(Collectors.joining(", ", "kinds(", ")")));
    }
    if (nth != NO_NTH) {
      parts.add("nthBlock(" + nth + ")");
    }
    if (nanos != NO_TIME) {
      parts.add("after(" + Duration.ofNanos(nanos) + ")");
    }
    if (parts.isEmpty()) {
      return "NEVER";
    }
    StringBuilder text = new StringBuilder(parts.getFirst());
    parts.stream().skip(1).forEach(part -> text.append(".or(").append(part).append(')'));
    return text.toString();
  }
}
