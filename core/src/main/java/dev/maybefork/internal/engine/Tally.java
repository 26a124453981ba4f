package dev.maybefork.internal.engine;

import dev.maybefork.internal.watch.HeldCallers;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What has become of the children of this JVM: how many ended on their callers' time, forked, held
 * their callers, were handed off. Each number is exact, but they are not of one moment.
 *
 * <p>A body that doesn't block adds one to a count of its thread ({@link HeldCallers#countEnd}),
 * without an atomic instruction. Whatever else happens to a child is rare and slow enough for one.
 * None allocates, waits or throws, as much of it is counted in the window: see {@link Child}.
 */
public final class Tally {
  private static final int KINDS = BlockEvent.NO_KIND + 1;

  private static final AtomicLongArray FORKS = new AtomicLongArray(KINDS);
  private static final AtomicLongArray HELD = new AtomicLongArray(KINDS);
  private static final AtomicLongArray HAND_OFFS =
      new AtomicLongArray(StandInReason.values().length);

  /** By the numbers below. */
  private static final AtomicLongArray OTHERS = new AtomicLongArray(5);

  /** Children that forked and have ended. */
  private static final int FORKED_ENDS = 0;

  /** Bodies that have ended in place, beyond the children that did. */
  private static final int MORE_IN_PLACE = 1;

  private static final int SCOPE_LIMITS = 2;
  private static final int LOOP_LIMITS = 3;

  /** What {@link #begin} found in the count of those that ended in place. */
  private static final int FROM_SELF_TEST = 4;

  private Tally() {}

  /** Forgets what was counted so far: the self-test's. Called once, before there is a caller. */
  static void begin() {
    for (AtomicLongArray each : new AtomicLongArray[] {FORKS, HELD, HAND_OFFS, OTHERS}) {
      for (int i = 0; i < each.length(); i++) {
        each.set(i, 0);
      }
    }
    add(FROM_SELF_TEST, HeldCallers.ends());
  }

  private static void add(int what, long count) {
    OTHERS.getAndAdd(what, count);
  }

  @SuppressWarnings("EnumOrdinal") // the place of its count, which nobody keeps
  private static int number(StandInReason reason) {
    return reason.ordinal();
  }

  // by engines

  static void forked(int kind) {
    FORKS.getAndIncrement(kind);
  }

  static void held(int kind) {
    HELD.getAndIncrement(kind);
  }

  static void handedOff(StandInReason reason) {
    HAND_OFFS.getAndIncrement(number(reason));
  }

  /** A child that was counted as forked is at its end. */
  static void forkedEnded() {
    add(FORKED_ENDS, 1);
  }

  // by the room above

  /**
   * So many bodies have ended in place that were no children of their own, less so many children
   * that were no bodies.
   */
  public static void endedInPlace(long bodies) {
    add(MORE_IN_PLACE, bodies);
  }

  /** A body may not fork, as its scope is at its limit. */
  public static void scopeAtLimit() {
    add(SCOPE_LIMITS, 1);
  }

  /** A loop waits for one of its children, or leaves the rest to the last one. */
  public static void loopAtLimit() {
    add(LOOP_LIMITS, 1);
  }

  // by whoever reads it

  /** How many bodies ended without a fork. */
  public static long inPlace() {
    return HeldCallers.ends() + other(MORE_IN_PLACE) - other(FROM_SELF_TEST);
  }

  /** How many children forked at a block of that kind. */
  public static long forks(int kind) {
    return FORKS.get(kind);
  }

  /** How many blocks of that kind held a caller. */
  public static long heldBlocks(int kind) {
    return HELD.get(kind);
  }

  public static long handOffs(StandInReason reason) {
    return HAND_OFFS.get(number(reason));
  }

  /** How many children have forked, and not ended. */
  public static long alive() {
    long ended = other(FORKED_ENDS); // first: who has ended has forked before
    long forked = 0;
    for (int i = 0; i < KINDS; i++) {
      forked += FORKS.get(i);
    }
    return forked - ended;
  }

  public static long scopeLimits() {
    return other(SCOPE_LIMITS);
  }

  public static long loopLimits() {
    return other(LOOP_LIMITS);
  }

  private static long other(int what) {
    return OTHERS.get(what);
  }
}
