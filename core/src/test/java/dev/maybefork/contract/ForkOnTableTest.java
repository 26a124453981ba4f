package dev.maybefork.contract;

import static dev.maybefork.ForkOn.ALWAYS;
import static dev.maybefork.ForkOn.BLOCKING;
import static dev.maybefork.ForkOn.NEVER;
import static dev.maybefork.ForkOn.after;
import static dev.maybefork.ForkOn.kinds;
import static dev.maybefork.ForkOn.nthBlock;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkPoint;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.RealBlock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each condition with each kind of block, by each kind of caller. */
@Tag("contract")
class ForkOnTableTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** A condition, made for a kind of block, and whether one such block makes a body fork. */
  enum Condition {
    IS_BLOCKING(true),
    IS_ALWAYS(true),
    IS_NEVER(false),
    OWN_KIND(true),
    OTHER_KINDS(false),
    FIRST_BLOCK(true),
    SECOND_BLOCK(false),
    AT_ONCE(true),
    LATE(false),
    NEVER_OR_OWN_KIND(true),
    OTHER_KINDS_OR_FIRST_BLOCK(true),
    LATE_OR_OWN_KIND(true);

    final boolean forks;

    Condition(boolean forks) {
      this.forks = forks;
    }

    ForkOn of(BlockKind kind) {
      return switch (this) {
        case IS_BLOCKING -> BLOCKING;
        case IS_ALWAYS -> ALWAYS;
        case IS_NEVER -> NEVER;
        case OWN_KIND -> kinds(kind);
        case OTHER_KINDS -> allBut(kind);
        case FIRST_BLOCK -> nthBlock(1);
        case SECOND_BLOCK -> nthBlock(2);
        case AT_ONCE -> after(Duration.ZERO);
        case LATE -> after(LONG);
        case NEVER_OR_OWN_KIND -> NEVER.or(kinds(kind));
        case OTHER_KINDS_OR_FIRST_BLOCK -> allBut(kind).or(nthBlock(1));
        case LATE_OR_OWN_KIND -> after(LONG).or(kinds(kind));
      };
    }

    /** Whether the place where it forks is that block, if it forks. */
    boolean asksForTheBlock() {
      return forks && this != IS_BLOCKING && this != IS_ALWAYS && this != AT_ONCE;
    }

    private static ForkOn allBut(BlockKind kind) {
      return kinds(EnumSet.complementOf(EnumSet.of(kind)).toArray(BlockKind[]::new));
    }
  }

  /** What is not seen by looking at a thread from time to time. */
  private static final Set<RealBlock> TOO_SHORT_TO_WATCH =
      EnumSet.of(RealBlock.YIELD, RealBlock.MARKED);

  static Stream<Arguments> table() {
    return Stream.of(Condition.values())
        .flatMap(condition ->
            callers()
                .flatMap(by ->
                    Stream.of(RealBlock.values())
                        .filter(block -> canBeSeen(condition, block))
                        .map(block -> Arguments.of(condition, block, by))));
  }

  /** A yield may be over before any time is. Who only watches may take one block for two. */
  private static boolean canBeSeen(Condition condition, RealBlock block) {
    return (!Caller.watches()
            || (!TOO_SHORT_TO_WATCH.contains(block) && condition != Condition.SECOND_BLOCK))
        && (condition != Condition.AT_ONCE || block != RealBlock.YIELD);
  }

  /** All kinds, and a monitor once. */
  static Stream<Caller> callers() {
    return Caller.all()
        .filter(by ->
            by.holding() == Caller.Holding.NOTHING
                || (by.holding() == Caller.Holding.FAST_LOCKED_MONITOR
                    && by.kind() == Caller.Kind.PLATFORM));
  }

  @ParameterizedTest(name = "{0}: {1}, by {2}")
  @MethodSource("table")
  void aBlockForksOrHolds(Condition condition, RealBlock block, Caller by) throws Exception {
    by.run(() -> {
      try (RealBlock.Instance one = block.open()) {
        if (condition.forks) {
          forks(condition, block, one);
        } else {
          holds(condition.of(block.kind), one);
        }
      }
    });
  }

  private static void forks(Condition condition, RealBlock block, RealBlock.Instance one)
      throws Exception {
    Fork<String> fork = maybeFork(condition.of(block.kind), () -> body(one));
    assertThat(fork.forked()).isTrue();
    assertThat(fork.id()).isPositive();
    if (!one.endsByItself()) {
      assertThat(fork.isDone()).isFalse();
    }
    one.release();
    assertThat(fork.join()).isEqualTo("ended");
    Optional<ForkPoint> point = fork.forkPoint();
    if (condition.asksForTheBlock()) {
      assertThat(point.orElseThrow().kind()).isEqualTo(block.kind);
      assertThat(point.orElseThrow().nanos()).isPositive();
      assertThat(point.orElseThrow().stack())
          .anyMatch(frame -> frame.getMethodName().equals("body"));
    } else if (condition != Condition.AT_ONCE) {
      assertThat(point).isEmpty();
    }
  }

  private static void holds(ForkOn on, RealBlock.Instance one) {
    one.releaseOnceBlocked();
    Fork<String> fork = maybeFork(on, () -> body(one));
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.forked()).isFalse();
    assertThat(fork.id()).isZero();
    assertThat(fork.forkPoint()).isEmpty();
    assertThat(fork.join()).isEqualTo("ended");
  }

  private static String body(RealBlock.Instance one) throws Exception {
    one.block();
    return "ended";
  }
}
