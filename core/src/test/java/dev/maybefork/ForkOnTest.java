package dev.maybefork;

import static dev.maybefork.ForkOn.ALWAYS;
import static dev.maybefork.ForkOn.BLOCKING;
import static dev.maybefork.ForkOn.NEVER;
import static dev.maybefork.ForkOn.after;
import static dev.maybefork.ForkOn.kinds;
import static dev.maybefork.ForkOn.nthBlock;
import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("contract")
class ForkOnTest {
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
    return (Caller.isOpen()
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

  @EveryCaller
  void eachBlockOfABodyIsAsked() throws Exception {
    assumeTrue(Caller.isOpen(), "who only watches takes two blocks for one, maybe");
    for (int n = 1; n <= 4; n++) {
      Blocker third = new Blocker();
      Blocker fourth = new Blocker();
      List<String> order = new CopyOnWriteArrayList<>();
      AtomicReference<Thread> body = new AtomicReference<>();
      if (n != 3) {
        releaseOnceWaiting(third, order, body);
      }
      Fork<Void> fork =
          maybeFork(
              nthBlock(n),
              () -> {
                body.set(Thread.currentThread());
                Thread.sleep(20);
                order.add("1");
                Thread.sleep(20);
                order.add("2");
                third.await();
                order.add("3");
                fourth.await();
              });
      assertThat(fork.forked()).isTrue();
      if (n == 3) {
        assertThat(order).containsExactly("1", "2");
        assertThat(fork.forkPoint().orElseThrow().kind()).isEqualTo(BlockKind.PARK);
        third.release();
      }
      fourth.release();
      fork.join();
      assertThat(order).containsExactly("1", "2", "3");
    }
  }

  private static void releaseOnceWaiting(
      Blocker third, List<String> order, AtomicReference<Thread> body) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Await.until(
              () -> order.contains("2") && body.get().getState() == Thread.State.WAITING,
              "the body is at its third block");
          third.release();
        });
  }

  @EveryCaller
  void anInterruptOfAHeldCallerIsForTheBodyAndKept() throws Exception {
    Blocker never = new Blocker();
    Thread caller = Thread.currentThread();
    AtomicReference<Thread> body = new AtomicReference<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Await.until(
              () -> body.get() != null && body.get().getState() == Thread.State.WAITING,
              "the body is blocked");
          caller.interrupt();
        });
    Fork<String> fork =
        maybeFork(
            NEVER,
            () -> {
              body.set(Thread.currentThread());
              try {
                never.await();
                return "released";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fork.join()).isEqualTo("interrupted");
  }

  /** If they held their carriers, none would be left for the one that releases them. */
  @Test
  void heldVirtualCallersHoldNoCarrier() throws Exception {
    int callers = 100;
    CountDownLatch held = new CountDownLatch(callers);
    Blocker blocker = new Blocker();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.startVirtualThread(() ->
              maybeFork(
                      NEVER,
                      () -> {
                        held.countDown();
                        blocker.await();
                      })
                  .join()));
    }
    threads.add(blocker.releaseOnACarrierAfter(held));
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(100))).isTrue();
    }
  }

  @EveryCaller
  void scopedValuesAreSeenUnderEachCondition() throws Exception {
    assumeTrue(Caller.isOpen(), "elsewhere they aren't seen at all");
    ScopedValue<String> value = ScopedValue.newInstance();
    ScopedValue.where(value, "bound")
        .run(() -> {
          for (ForkOn on : List.of(ALWAYS, NEVER, after(Duration.ZERO), nthBlock(1))) {
            assertThat(maybeFork(on, value::get).join()).as(on.toString()).isEqualTo("bound");
          }
        });
  }

  // nesting

  /** Each has its own condition; what holds the inner one's caller is a block of the outer one. */
  @EveryCaller
  void aBodyUnderNeverInOneUnderBlocking() throws Exception {
    Blocker blocker = new Blocker();
    AtomicReference<Fork<String>> inner = new AtomicReference<>();
    Fork<Boolean> outer =
        maybeFork(() -> {
          Fork<String> held =
              maybeFork(
                  NEVER,
                  () -> {
                    blocker.await();
                    return "inner";
                  });
          inner.set(held);
          return held.isDone();
        });
    assertThat(outer.forked()).isTrue();
    assertThat(outer.isDone()).isFalse();
    blocker.release();
    assertThat(outer.join()).isTrue();
    assertThat(inner.get().forked()).isFalse();
    assertThat(inner.get().join()).isEqualTo("inner");
  }

  @EveryCaller
  void aBodyUnderBlockingInOneUnderNever() throws Exception {
    Blocker blocker = new Blocker();
    Fork<Boolean> outer =
        maybeFork(
            NEVER,
            () -> {
              Fork<Void> inner = maybeFork(blocker::await);
              boolean wentOn = inner.forked() && !inner.isDone();
              blocker.release();
              inner.join();
              return wentOn;
            });
    assertThat(outer.forked()).isFalse();
    assertThat(outer.join()).isTrue();
  }

  /** Under another engine than the one of its caller, as time needs another thread. */
  @EveryCaller
  void aBodyWithATimeInOneWithoutAndAroundOne() throws Exception {
    Blocker blocker = new Blocker();
    AtomicReference<Fork<Void>> innermost = new AtomicReference<>();
    Fork<Boolean> outer =
        maybeFork(
            NEVER,
            () ->
                maybeFork(
                        after(LONG),
                        () -> {
                          innermost.set(maybeFork(blocker::await));
                          return innermost.get().forked();
                        })
                    .join());
    assertThat(outer.forked()).isFalse();
    assertThat(outer.join()).isTrue();
    blocker.release();
    innermost.get().join();
  }

  // the end of the potential, and time

  @EveryCaller
  void endForkEndsEveryCondition() throws Exception {
    for (ForkOn on : List.of(kinds(BlockKind.PARK), nthBlock(1), after(LONG).or(BLOCKING))) {
      assertThat(forkedBeforeItsEnd(on, 30)).as(on.toString()).isFalse();
    }
    assertThat(maybeFork(ALWAYS, MaybeFork::endFork).join()).isTrue();
    assertThat(maybeFork(NEVER, MaybeFork::endFork).join()).isFalse();
  }

  @EveryCaller
  void endForkEndsTheTime() throws Exception {
    withEnoughTime(time -> !forkedBeforeItsEnd(after(time), 6 * time.toMillis()));
  }

  /** Whether it had forked before it ended the potential. Else the block after that holds it. */
  private static boolean forkedBeforeItsEnd(ForkOn on, long blockedMillis) {
    Blocker blocker = new Blocker();
    Fork<Boolean> fork =
        maybeFork(
            on,
            () -> {
              boolean forked = endFork();
              blocker.releaseLater(blockedMillis);
              blocker.await();
              return forked;
            });
    boolean done = fork.isDone();
    boolean forked = fork.join();
    assertThat(fork.forked()).as(on.toString()).isEqualTo(forked);
    assertThat(done || forked).as(on.toString()).isTrue();
    return forked;
  }

  private static boolean computes(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
    return endFork();
  }

  /** With ever more time, until the body is at what it's meant to be at when its time is over. */
  static void withEnoughTime(Predicate<Duration> isThereInTime) {
    Duration time = Duration.ofMillis(5);
    while (!isThereInTime.test(time)) {
      time = time.multipliedBy(2);
      assertThat(time).isLessThan(Duration.ofSeconds(10));
    }
  }

  @EveryCaller
  void whatComputesForksWhenItsTimeIsOver() throws Exception {
    withEnoughTime(time ->
        computesWhenItsTimeIsOver(time).stack().stream()
            .anyMatch(frame -> frame.getMethodName().equals("computes")));
  }

  private static ForkPoint computesWhenItsTimeIsOver(Duration time) {
    AtomicBoolean over = new AtomicBoolean();
    Fork<Boolean> fork = maybeFork(after(time), () -> computes(over));
    assertThat(fork.forked()).isTrue();
    assertThat(fork.isDone()).isFalse();
    ForkPoint point = fork.forkPoint().orElseThrow();
    assertThat(point.kind()).isEqualTo(BlockKind.OTHER);
    assertThat(point.nanos()).isGreaterThanOrEqualTo(time.toNanos());
    over.set(true);
    assertThat(fork.join()).isTrue();
    return point;
  }

  /** It goes its own way while it computes, then blocks, and goes on as any other thread. */
  @EveryCaller
  void whatForkedByTimeBlocksAndGoesOn() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Blocker blocker = new Blocker();
    Fork<String> fork =
        maybeFork(
            after(Duration.ofMillis(2)),
            () -> {
              computes(over);
              blocker.await();
              Fork<Void> nested = maybeFork(() -> Thread.sleep(1));
              nested.join();
              return "ended";
            });
    assertThat(fork.forked()).isTrue();
    over.set(true);
    blocker.release();
    assertThat(fork.join()).isEqualTo("ended");
  }

  /** It's in the list of all threads as soon as it forks, and ends on another thread's stack. */
  @EveryCaller
  void aThreadThatForkedByTimeIsForgotten() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Fork<WeakReference<Thread>> fork =
        maybeFork(
            after(Duration.ofMillis(1)),
            () -> {
              computes(over);
              return new WeakReference<>(Thread.currentThread());
            });
    assertThat(fork.forked()).isTrue();
    over.set(true);
    Garbage.assertCollected(fork.join());
  }

  @EveryCaller
  void whatIsBlockedForksWhenItsTimeIsOver() throws Exception {
    withEnoughTime(time -> isBlockedWhenItsTimeIsOver(time).kind() == BlockKind.PARK);
  }

  private static ForkPoint isBlockedWhenItsTimeIsOver(Duration time) {
    Blocker blocker = new Blocker();
    Fork<Void> fork = maybeFork(after(time), blocker::await);
    assertThat(fork.forked()).isTrue();
    assertThat(fork.isDone()).isFalse();
    blocker.release();
    fork.join();
    return fork.forkPoint().orElseThrow();
  }

  @EveryCaller
  void whatEndsInTimeDoesNotFork() throws Exception {
    Fork<String> fork = maybeFork(after(LONG), () -> "result");
    assertThat(fork.forked()).isFalse();
    assertThat(fork.resultNow()).isEqualTo("result");
    Fork<String> failed =
        maybeFork(
            after(LONG),
            () -> {
              throw new IllegalStateException("fails");
            });
    assertThat(failed.exceptionNow()).hasMessage("fails");
  }

  // all over the JVM

  @Test
  void aConditionStandsInForBlockingUntilItIsClosed() {
    try (ForkOn.Everywhere never = NEVER.everywhere()) {
      assertThat(maybeFork(() -> Thread.sleep(1)).forked()).isFalse();
      assertThat(maybeFork(BLOCKING, () -> Thread.sleep(1)).forked()).isFalse();
      assertThat(never.forked()).isFalse();
      try (ForkOn.Everywhere first = nthBlock(1).everywhere()) {
        assertThatWhatBlocksForks();
        assertThat(first.forked()).isTrue();
      }
      assertThat(maybeFork(() -> Thread.sleep(1)).forked()).isFalse();
      assertThat(maybeFork(ALWAYS, () -> {}).forked()).isTrue();
      assertThat(never.forked()).isFalse();
    }
    assertThatWhatBlocksForks();
  }

  /** It blocks until it has forked: who only watches misses a short block. */
  private static void assertThatWhatBlocksForks() {
    Blocker blocker = new Blocker();
    Fork<Void> fork = maybeFork(blocker::await);
    assertThat(fork.forked()).isTrue();
    blocker.release();
    fork.join();
  }

  // bad input

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> after(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time");
    assertThatThrownBy(() -> after(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("time");
    assertThatThrownBy(() -> kinds())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kinds");
    assertThatThrownBy(() -> kinds(BlockKind.PARK, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kinds[1]");
    assertThatThrownBy(() -> nthBlock(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("n must be at least 1: 0");
    assertThatThrownBy(() -> NEVER.or(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("other");
    assertThatThrownBy(() -> maybeFork(null, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("on");
    assertThatThrownBy(() -> maybeFork(NEVER, (ForkBody) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> new ForkPoint(null, List.of(), 0))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kind");
  }

  @Test
  void theyTellWhatTheyAre() {
    assertThat(kinds(BlockKind.SOCKET, BlockKind.FILE).or(after(Duration.ofMillis(20))).toString())
        .isEqualTo("kinds(SOCKET, FILE).or(after(PT0.02S))");
    assertThat(NEVER.toString()).isEqualTo("NEVER");
    assertThat(after(Duration.ofSeconds(Long.MAX_VALUE)).toString()).contains("after");
  }
}
