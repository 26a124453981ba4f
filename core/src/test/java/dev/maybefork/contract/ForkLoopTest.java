package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Exhaustion;
import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops that come to their end: who runs which item, where, and what becomes of the results. */
@SuppressWarnings("StreamToIterable") // that a loop goes over it once is what is tested
class ForkLoopTest {
  private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

  private final Blocker blocker = new Blocker();
  private final List<Integer> started = new LockFreeList<>();
  private final List<Integer> ended = new LockFreeList<>();

  @EveryCaller
  void itemsThatDoNotBlockArePlainCalls() throws Exception {
    Set<Thread> threads = new HashSet<>();
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .run(i -> {
              threads.add(Thread.currentThread());
              started.add(i);
            });
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.forked()).isFalse();
    assertThat(fork.id()).isZero();
    assertThat(fork.resultNow()).isNull();
    assertThat(started).isEqualTo(TEN);
    assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @EveryCaller
  void theCallerGoesOnWithTheNextItemWhenOneBlocks() throws Exception {
    AtomicLong blocked = new AtomicLong();
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .run(i -> {
              started.add(i);
              if (i == 3) {
                blocked.set(Thread.currentThread().threadId());
                blocker.await();
              }
              ended.add(i);
            });
    assertThat(started).isEqualTo(TEN);
    assertThat(ended).containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9);
    assertThat(fork.isDone()).isFalse();
    assertThat(fork.forked()).isTrue();
    assertThat(fork.id()).isEqualTo(blocked.get());
    blocker.release();
    fork.join();
    assertThat(ended).endsWith(3).hasSize(10);
  }

  @EveryCaller
  void resultsAreInTheOrderOfTheItems() throws Exception {
    Fork<List<String>> fork =
        ForkLoop.over(TEN)
            .map(i -> {
              if (i % 3 == 0) {
                blocker.await();
              }
              return "r" + i;
            });
    assertThat(fork.isDone()).isFalse();
    blocker.release();
    assertThat(fork.join())
        .containsExactly("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9")
        .isUnmodifiable();
  }

  @EveryCaller
  void nullsAreItemsAndResultsLikeOthers() throws Exception {
    Fork<List<String>> fork =
        ForkLoop.over(Arrays.asList("a", null, "b", null))
            .map(item -> {
              Thread.sleep(1);
              return item;
            });
    assertThat(fork.join()).containsExactly("a", null, "b", null);
  }

  @EveryCaller
  void aWaitingCallerWaitsAtTheLimit() throws Exception {
    AtomicInteger blocked = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore mayEnd = new Semaphore(0);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          for (int ended = 0; ended < 40; ended++) {
            int begun = Math.min(ended + 3, 40);
            Await.until(() -> started.size() >= begun, "the next item has begun");
            mayEnd.release();
          }
        });
    Fork<Void> fork =
        ForkLoop.over(IntStream.range(0, 40).boxed().toList())
            .limit(3)
            .run(i -> {
              most.accumulateAndGet(blocked.incrementAndGet(), Math::max);
              started.add(i);
              mayEnd.acquire();
              blocked.decrementAndGet();
            });
    fork.join();
    assertThat(started).hasSize(40).isSorted();
    assertThat(most.get()).isEqualTo(3);
  }

  @EveryCaller
  void limitOfOneThatWaitsIsOneItemAfterTheOther() throws Exception {
    blocker.releaseLater(20);
    Fork<Void> fork =
        ForkLoop.over(List.of(0, 1))
            .limit(1)
            .exhaustion(Exhaustion.WAIT)
            .run(i -> {
              if (i == 0) {
                blocker.await();
              } else {
                assertThat(ended).containsExactly(0);
              }
              ended.add(i);
            });
    fork.join();
    assertThat(ended).containsExactly(0, 1);
  }

  @EveryCaller
  void theLastChildDoesItAll() throws Exception {
    List<Blocker> blockers = List.of(new Blocker(), new Blocker(), new Blocker());
    Set<Thread> threadsOfTheRest = Collections.synchronizedSet(new HashSet<>());
    Fork<List<Integer>> fork =
        ForkLoop.over(TEN)
            .limit(3)
            .exhaustion(Exhaustion.LAST_CHILD)
            .map(i -> {
              started.add(i);
              if (i < 3) {
                blockers.get(i).await();
              }
              if (i >= 2) {
                threadsOfTheRest.add(Thread.currentThread());
                Thread.sleep(1);
              }
              ended.add(i);
              return -i;
            });
    assertThat(started).containsExactly(0, 1, 2);
    assertThat(ended).isEmpty();
    blockers.get(2).release();
    Await.until(() -> ended.size() == 8, "the last child has done the rest");
    assertThat(ended).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(threadsOfTheRest).hasSize(1);
    assertThat(fork.isDone()).isFalse();
    blockers.get(0).release();
    blockers.get(1).release();
    assertThat(fork.join()).containsExactly(0, -1, -2, -3, -4, -5, -6, -7, -8, -9);
  }

  @EveryCaller
  void aPlaceThatIsFreeAgainMakesNobodyTheLastChild() throws Exception {
    Blocker third = new Blocker();
    AtomicReference<Thread> first = new AtomicReference<>();
    Fork<Void> fork =
        ForkLoop.over(List.of(0, 1, 2))
            .limit(2)
            .exhaustion(Exhaustion.LAST_CHILD)
            .run(i -> {
              started.add(i);
              switch (i) {
                case 0 -> {
                  first.set(Thread.currentThread());
                  blocker.await();
                }
                case 1 -> {
                  blocker.release();
                  // the first must have given its place back before this one blocks
                  while (first.get().isAlive()) {
                    Thread.onSpinWait();
                  }
                  third.await();
                }
                default -> {}
              }
              ended.add(i);
            });
    assertThat(started).containsExactly(0, 1, 2);
    third.release();
    fork.join();
  }

  @EveryCaller
  void endForkIsForTheItemThatCallsIt() throws Exception {
    blocker.releaseLater(10);
    Blocker second = new Blocker();
    Fork<Void> fork =
        ForkLoop.over(List.of(0, 1, 2))
            .run(i -> {
              if (i == 0) {
                assertThat(MaybeFork.endFork()).isFalse();
                blocker.await();
              } else if (i == 1) {
                second.await();
                assertThat(MaybeFork.endFork()).isTrue();
              } else {
                assertThat(ended).containsExactly(0);
              }
              ended.add(i);
            });
    assertThat(ended).containsExactly(0, 2);
    second.release();
    fork.join();
  }

  @EveryCaller
  void anIterationThatBlocksHoldsTheCaller() throws Exception {
    Iterable<Integer> slow =
        Stream.iterate(0, i -> i < 5, i -> i + 1).peek(i -> sleep(2))::iterator;
    Fork<List<Integer>> fork = ForkLoop.over(slow).map(i -> i);
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.forked()).isFalse();
    assertThat(fork.resultNow()).containsExactly(0, 1, 2, 3, 4);
  }

  @EveryCaller
  void theIterationIsLazy() throws Exception {
    List<String> order = new ArrayList<>();
    Stream<Integer> stream = Stream.of(1, 2).peek(i -> order.add("next " + i));
    ForkLoop.over(stream::iterator).run(i -> order.add("item " + i)).join();
    assertThat(order).containsExactly("next 1", "item 1", "next 2", "item 2");
  }

  @EveryCaller
  void loopsNest() throws Exception {
    Fork<List<Integer>> fork =
        ForkLoop.over(TEN)
            .map(i -> {
              Fork<List<Integer>> inner =
                  ForkLoop.over(TEN)
                      .limit(4)
                      .map(j -> {
                        if (j % 3 == 0) {
                          Thread.sleep(1);
                        }
                        return i * j;
                      });
              return inner.join().stream().mapToInt(Integer::intValue).sum();
            });
    assertThat(fork.join()).isEqualTo(TEN.stream().map(i -> i * 45).toList());
  }

  @EveryCaller
  void anItemMustNotWaitForItsOwnLoop() throws Exception {
    AtomicReference<Fork<Void>> own = new AtomicReference<>();
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .run(i -> {
              if (i == 4) {
                blocker.await();
                assertThatIllegalStateException().isThrownBy(() -> own.get().join());
                ended.add(i);
              }
            });
    own.set(fork);
    blocker.release();
    fork.join();
    assertThat(ended).containsExactly(4);
  }

  @EveryCaller
  void anInterruptIsNotPassedOnToTheNextItem() throws Exception {
    Fork<List<Boolean>> fork =
        ForkLoop.over(List.of(0, 1))
            .map(i -> {
              boolean interrupted = Thread.currentThread().isInterrupted();
              Thread.currentThread().interrupt();
              return interrupted;
            });
    assertThat(fork.join()).containsExactly(false, false);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Tag("contract")
  @ParameterizedTest
  @MethodSource("dev.maybefork.testing.Caller#kinds")
  void tenThousandBlockedAtOnceAmongAMillion(Caller.Kind kind) throws Exception {
    new Caller(kind, Caller.Holding.NOTHING)
        .run(() -> {
          CountDownLatch allBlock = new CountDownLatch(10_000);
          AtomicLong sum = new AtomicLong();
          Fork<Void> fork =
              ForkLoop.over(IntStream.range(0, 1_000_000).boxed()::iterator)
                  .run(i -> {
                    if (i % 100 == 0) {
                      allBlock.countDown();
                      blocker.await();
                    }
                    sum.addAndGet(i);
                  });
          assertThat(allBlock.getCount()).isZero();
          assertThat(fork.isDone()).isFalse();
          blocker.release();
          fork.join();
          assertThat(sum.get()).isEqualTo(999_999L * 500_000);
        });
  }

  @Test
  void aLoopIsAValue() {
    ForkLoop<Integer> loop = ForkLoop.over(TEN);
    ForkLoop<Integer> limited = loop.limit(1);
    assertThat(loop.map(i -> i + 1).join()).hasSize(10);
    assertThat(loop.map(i -> i + 2).join()).endsWith(11);
    assertThat(limited).isNotSameAs(loop);
    assertThat(ForkLoop.over(List.of()).map(i -> i).join()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway")
  void badInputIsRefusedByName() {
    ForkLoop<Integer> loop = ForkLoop.over(TEN);
    assertThatThrownBy(() -> ForkLoop.over(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("items");
    assertThatThrownBy(() -> loop.limit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit")
        .hasMessageContaining("0");
    assertThatThrownBy(() -> loop.exhaustion(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("exhaustion");
    assertThatThrownBy(() -> loop.run(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> loop.map(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("function");
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
