package dev.maybefork.contract;

import static dev.maybefork.ForkOn.ALWAYS;
import static dev.maybefork.ForkOn.NEVER;
import static dev.maybefork.ForkOn.after;
import static dev.maybefork.ForkOn.kinds;
import static dev.maybefork.ForkOn.nthBlock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The condition of a whole scope, loop, factory or executor. */
@Tag("contract")
class ForkOnDefaultsTest {
  private static final Duration LONG = Duration.ofHours(1);

  // scopes

  @EveryCaller
  void aScopeHasAConditionThatAForkMayOverride() throws Exception {
    try (ForkScope scope = ForkScope.open(Integer.MAX_VALUE, NEVER)) {
      assertThat(scope.fork(() -> Thread.sleep(10)).forked()).isFalse();
      Blocker blocker = new Blocker();
      Fork<Void> fork = scope.fork(kinds(BlockKind.PARK), blocker::await);
      assertThat(fork.forked()).isTrue();
      assertThat(fork.forkPoint().orElseThrow().kind()).isEqualTo(BlockKind.PARK);
      Fork<Thread> always = scope.fork(ALWAYS, Thread::currentThread);
      assertThat(always.forked()).isTrue();
      blocker.release();
      scope.join();
      assertThat(always.id()).isEqualTo(always.join().threadId());
    }
  }

  /** A place is taken at once, and given back; without one it begins as a plain call. */
  @EveryCaller
  void whatAlwaysForksKeepsTheLimit() throws Exception {
    try (ForkScope scope = ForkScope.open(1, ALWAYS)) {
      Blocker blocker = new Blocker();
      Fork<Void> first = scope.fork(blocker::await);
      Fork<String> second = scope.fork(() -> "second");
      assertThat(first.forked()).isTrue();
      assertThat(second.forked()).isFalse();
      assertThat(second.resultNow()).isEqualTo("second");
      blocker.release();
      scope.join();
      assertThat(scope.fork(() -> "third").forked()).isTrue();
      scope.join();
    }
  }

  @EveryCaller
  void aBodyWhoseTimeIsOverWaitsForAPlace() throws Exception {
    try (ForkScope scope = ForkScope.open(1, after(Duration.ofMillis(1)))) {
      Blocker blocker = new Blocker();
      Blocker other = new Blocker();
      Fork<Void> first = scope.fork(blocker::await);
      assertThat(first.forked()).isTrue();
      blocker.releaseLater(20);
      Fork<Void> second = scope.fork(other::await);
      assertThat(first.isDone()).isTrue();
      assertThat(second.forked()).isTrue();
      other.release();
      scope.join();
    }
  }

  // loops

  @EveryCaller
  void eachItemOfALoopHasBlocksOfItsOwn() throws Exception {
    assumeFalse(Caller.watches(), "who only watches takes two blocks for one, maybe");
    Blocker blocker = new Blocker();
    List<String> log = new LockFreeList<>();
    Fork<List<Integer>> loop =
        ForkLoop.over(List.of(1, 2, 3))
            .forkOn(nthBlock(2))
            .map(item -> {
              Thread.sleep(10);
              log.add("first " + item);
              blocker.await();
              log.add("second " + item);
              return item;
            });
    assertThat(log).containsExactly("first 1", "first 2", "first 3");
    assertThat(loop.forkPoint().orElseThrow().kind()).isEqualTo(BlockKind.PARK);
    blocker.release();
    assertThat(loop.join()).containsExactly(1, 2, 3);
  }

  @EveryCaller
  void theBlocksOfAnItemAreNotThoseOfTheNext() throws Exception {
    Fork<List<Integer>> loop =
        ForkLoop.over(List.of(1, 2, 3))
            .forkOn(nthBlock(2))
            .map(item -> {
              LockSupport.parkNanos(1); // at most one block
              return item;
            });
    assertThat(loop.forked()).isFalse();
    assertThat(loop.join()).containsExactly(1, 2, 3);
  }

  /** Its time is over before it has an item, often. */
  @EveryCaller
  void aLoopWithoutAnyTimeHasAllResultsInOrder() throws Exception {
    for (int i = 0; i < 100; i++) {
      Fork<List<Integer>> loop =
          ForkLoop.over(List.of(1, 2, 3, 4)).forkOn(after(Duration.ZERO)).map(item -> item);
      assertThat(loop.join()).containsExactly(1, 2, 3, 4);
    }
  }

  @EveryCaller
  void aLoopThatNeverForksIsAPlainLoop() throws Exception {
    Fork<List<Integer>> loop =
        ForkLoop.over(List.of(1, 2, 3))
            .forkOn(NEVER)
            .map(item -> {
              Thread.sleep(2);
              return item;
            });
    assertThat(loop.isDone()).isTrue();
    assertThat(loop.forked()).isFalse();
    assertThat(loop.join()).containsExactly(1, 2, 3);
  }

  @EveryCaller
  void eachItemOfALoopThatAlwaysForksIsAThread() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(5);
    Fork<List<Integer>> loop =
        ForkLoop.over(List.of(1, 2, 3, 4, 5))
            .forkOn(ALWAYS)
            .map(item -> {
              threads.add(Thread.currentThread());
              all.countDown();
              all.await(); // each needs all the others
              return item;
            });
    assertThat(loop.forked()).isTrue();
    assertThat(loop.join()).containsExactly(1, 2, 3, 4, 5);
    assertThat(threads).hasSize(5);
  }

  @EveryCaller
  void anItemWhoseTimeIsOverLeavesTheLoop() throws Exception {
    Blocker blocker = new Blocker();
    Fork<List<Integer>> loop =
        ForkLoop.over(List.of(1, 2, 3, 4))
            .forkOn(after(Duration.ofMillis(3)))
            .map(item -> {
              if (item == 2) { // only one, as it may keep a carrier
                while (!blocker.isReleased()) {
                  Thread.onSpinWait();
                }
              } else {
                blocker.await();
              }
              return item;
            });
    assertThat(loop.forked()).isTrue();
    assertThat(loop.isDone()).isFalse();
    blocker.release();
    assertThat(loop.join()).containsExactly(1, 2, 3, 4);
  }

  @EveryCaller
  void itemsThatEndInTimeShareAThread() throws Exception {
    Fork<List<Thread>> loop =
        ForkLoop.over(List.of(1, 2, 3)).forkOn(after(LONG)).map(_ -> Thread.currentThread());
    assertThat(loop.forked()).isFalse();
    assertThat(loop.join()).hasSize(3).containsOnly(loop.join().getFirst());
  }

  // threads and executors

  @EveryCaller
  void threadsThatMayNotForkHoldWhoStartsThem() throws Exception {
    assumeFalse(Caller.watches(), "there they are plain virtual threads");
    List<String> order = new LockFreeList<>();
    Thread thread =
        MaybeFork.threadFactory(NEVER)
            .newThread(() -> {
              try {
                Thread.sleep(5);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              order.add("ended");
            });
    thread.start();
    order.add("started");
    thread.join();
    assertThat(order).containsExactly("ended", "started");
  }

  /** Thread.start pins them: they keep their carriers, and still somebody must release them. */
  @Test
  void theirVirtualStartersLeaveCarriersToOthers() throws Exception {
    assumeFalse(Caller.watches(), "there they are plain virtual threads");
    int starters = 10; // more than there are carriers
    CountDownLatch held = new CountDownLatch(starters);
    Blocker blocker = new Blocker();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < starters; i++) {
      threads.add(
          Thread.startVirtualThread(() ->
              MaybeFork.threadFactory(NEVER)
                  .newThread(() -> {
                    held.countDown();
                    blocker.awaitUninterruptibly();
                  })
                  .start()));
    }
    threads.add(blocker.releaseOnACarrierAfter(held));
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(100))).isTrue();
    }
  }

  @EveryCaller
  void anExecutorHasACondition() throws Exception {
    Callable<Thread> task =
        () -> {
          Thread.sleep(2);
          return Thread.currentThread();
        };
    for (ForkOn on : List.of(NEVER, ALWAYS, kinds(BlockKind.SLEEP), after(LONG))) {
      try (ExecutorService executor = MaybeFork.executor(on)) {
        Future<Thread> future = executor.submit(task);
        if (!Caller.watches() && (on.equals(NEVER) || on.toString().startsWith("after"))) {
          assertThat(future.isDone()).as(on.toString()).isTrue();
        }
        assertThat(future.get().isVirtual()).isTrue();
        for (Future<Thread> each : executor.invokeAll(List.of(task, task, task))) {
          assertThat(each.get().isVirtual()).isTrue();
        }
      }
    }
  }

  @EveryCaller
  void aThreadThatAlwaysForksRunsNothingOnWhoStartsIt() throws Exception {
    Blocker blocker = new Blocker();
    Thread thread =
        MaybeFork.threadFactory(ALWAYS)
            .newThread(() -> {
              while (!blocker.isReleased()) {
                Thread.onSpinWait();
              }
            });
    thread.start();
    blocker.release();
    thread.join();
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> ForkScope.open(0, NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit");
    assertThatThrownBy(() -> ForkScope.open(1, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("on");
    assertThatThrownBy(() -> ForkLoop.over(List.of()).forkOn(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("on");
    assertThatThrownBy(() -> MaybeFork.threadFactory(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("on");
    assertThatThrownBy(() -> MaybeFork.executor(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("on");
    try (ForkScope scope = ForkScope.open()) {
      assertThatThrownBy(() -> scope.fork(null, () -> 0))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("on");
    }
  }
}
