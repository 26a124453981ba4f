package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.maybefork.BlockKind;
import dev.maybefork.Exhaustion;
import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.ForkStats;
import dev.maybefork.HandOffReason;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.RealBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the library counts: of known programs, to the last body. */
@Tag("contract")
class StatsTest {
  private final ForkStats before = MaybeFork.stats();

  private long inline() {
    return MaybeFork.stats().inline() - before.inline();
  }

  private long forks(BlockKind kind) {
    return MaybeFork.stats().forks(kind) - before.forks(kind);
  }

  private long forked() {
    return MaybeFork.stats().forked() - before.forked();
  }

  private long held(BlockKind kind) {
    return MaybeFork.stats().heldBlocks(kind) - before.heldBlocks(kind);
  }

  private long handOffs(HandOffReason reason) {
    return MaybeFork.stats().handOffs(reason) - before.handOffs(reason);
  }

  /** Where bodies are watched, a caller that is one may be seen waiting for its own, and fork. */
  private static void assertForks(long actual, long expected) {
    assertThat(actual).isBetween(expected, Caller.watches() ? expected + 1 : expected);
  }

  @EveryCaller
  void bodiesThatDoNotBlock() {
    long start = inline(); // a caller may be a body itself
    for (int i = 0; i < 100; i++) {
      assertThat(maybeFork(() -> maybeFork(() -> "inner").join()).forked()).isFalse();
    }
    assertThat(inline() - start).isEqualTo(200);
  }

  @EveryCaller
  void bodiesThatThrow() {
    long start = inline();
    var _ =
        maybeFork(() -> {
          throw new IllegalStateException();
        });
    assertThat(inline() - start).isEqualTo(1);
  }

  @EveryCaller
  void forksByKind() throws Exception {
    for (RealBlock each : RealBlock.values()) {
      if (each == RealBlock.MARKED && Caller.watches()) {
        continue; // it holds its caller there
      }
      try (RealBlock.Instance block = each.open()) {
        long start = forks(each.kind); // to open it may block, so that a caller forks
        long inline = inline();
        Fork<Void> fork = maybeFork(block::block);
        long counted = forks(each.kind) - start;
        block.release();
        fork.join();
        assertThat(counted).as("%s", each).isEqualTo(fork.forked() ? 1 : 0);
        assertThat(inline() - inline).as("%s", each).isEqualTo(fork.forked() ? 0 : 1);
      }
    }
  }

  @EveryCaller
  void childrenThatAreAlive() {
    Blocker blocker = new Blocker();
    List<Fork<?>> forks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      forks.add(maybeFork(blocker::await));
    }
    assertThat(MaybeFork.stats().childrenAlive()).isGreaterThanOrEqualTo(10);
    blocker.release();
    forks.forEach(Fork::join);
    Await.until(
        () -> MaybeFork.stats().childrenAlive() <= before.childrenAlive() + 1, // the caller
        "all have ended");
  }

  @EveryCaller
  void blocksThatHold() {
    long start = held(BlockKind.SLEEP);
    long inline = inline();
    int millis = Caller.watches() ? 500 : 50; // who watches may be late, on a busy machine
    assertThat(maybeFork(ForkOn.NEVER, () -> Thread.sleep(millis)).forked()).isFalse();
    assertThat(held(BlockKind.SLEEP) - start).isEqualTo(1);
    assertThat(inline() - inline).isEqualTo(1);
  }

  @EveryCaller
  void aTimeThatIsOver() {
    long handOffs = handOffs(HandOffReason.TIMED) + handOffs(HandOffReason.ENGINE);
    long others = forks(BlockKind.OTHER);
    long forked = forked();
    Fork<Void> fork =
        maybeFork(
            ForkOn.after(Duration.ofMillis(5)),
            () -> {
              long since = System.nanoTime();
              while (System.nanoTime() - since < 100_000_000) {
                Thread.onSpinWait();
              }
            });
    assertForks(forked() - forked, fork.forked() ? 1 : 0);
    assertForks(forks(BlockKind.OTHER) - others, fork.forked() ? 1 : 0);
    if (!Caller.watches()) {
      assertThat(handOffs(HandOffReason.TIMED) + handOffs(HandOffReason.ENGINE) - handOffs)
          .isEqualTo(1);
    }
    fork.join();
  }

  @EveryCaller
  void aThreadFromTheStart() {
    long others = forks(BlockKind.OTHER);
    maybeFork(ForkOn.ALWAYS, () -> {}).join();
    assertThat(forks(BlockKind.OTHER) - others).isEqualTo(1);
  }

  @EveryCaller
  void depth() {
    // the others nest nothing on one stack
    assumeThat(MaybeFork.engineStatus().engine()).isEqualTo("inline");
    long start = handOffs(HandOffReason.DEPTH);
    nest(70);
    assertThat(handOffs(HandOffReason.DEPTH) - start).isEqualTo(1);
  }

  private static void nest(int levels) {
    if (levels > 0) {
      maybeFork(() -> nest(levels - 1)).join();
    }
  }

  @EveryCaller
  void itemsOfALoop() {
    long inline = inline();
    long forked = forked();
    Blocker blocker = new Blocker();
    Fork<Void> fork =
        ForkLoop.over(IntStream.range(0, 100).boxed().toList())
            .run(i -> {
              if (i % 10 == 0) {
                blocker.await();
              }
            });
    assertForks(forked() - forked, 10); // before the caller, maybe a body, waits for it
    blocker.release();
    fork.join();
    assertThat(inline() - inline).isEqualTo(90);
  }

  @EveryCaller
  void aLoopWithoutItems() {
    long inline = inline();
    ForkLoop.over(List.of()).run(_ -> {}).join();
    assertThat(inline() - inline).isZero();
  }

  @EveryCaller
  void anItemThatThrows() {
    long inline = inline();
    Fork<Void> fork =
        ForkLoop.over(List.of(1, 2, 3))
            .run(i -> {
              if (i == 2) {
                throw new IllegalStateException();
              }
            });
    assertThat(fork.state()).isEqualTo(Fork.State.FAILED);
    assertThat(inline() - inline).isEqualTo(2);
  }

  @EveryCaller
  void limitsOfLoops() {
    for (Exhaustion exhaustion : Exhaustion.values()) {
      ForkStats start = MaybeFork.stats();
      ForkLoop.over(List.of(1, 2))
          .limit(1)
          .exhaustion(exhaustion)
          .run(_ -> Thread.sleep(50))
          .join();
      assertThat(MaybeFork.stats().loopsAtLimit() - start.loopsAtLimit()).isPositive();
    }
  }

  @EveryCaller
  void limitsOfScopes() throws Exception {
    ForkStats start = MaybeFork.stats();
    Blocker blocker = new Blocker();
    try (ForkScope scope = ForkScope.open(1)) {
      var _ = scope.fork(blocker::await);
      var _ = scope.fork(() -> Thread.sleep(50));
      blocker.release();
      scope.join();
    }
    assertThat(MaybeFork.stats().scopesAtLimit() - start.scopesAtLimit()).isEqualTo(1);
  }

  @Test
  void tasksOfAnExecutor() throws Exception {
    assumeThat(Caller.watches()).isFalse(); // its threads are the JDK's: not counted
    try (ExecutorService executor = MaybeFork.executor()) {
      Callable<Integer> task = () -> 1;
      executor.submit(task).get();
      executor.invokeAll(List.of(task, task, task));
    }
    assertThat(inline()).isEqualTo(4);
  }

  @Test
  void callsOfHelpers() throws Exception {
    assumeThat(Caller.watches()).isFalse(); // it has no helpers
    try (RealBlock.Instance block = RealBlock.MARKED.open()) {
      Fork<Void> fork = maybeFork(block::block);
      Await.until(() -> MaybeFork.stats().helpersBusy() > 0, "a helper makes the call");
      block.release();
      fork.join();
    }
  }

  /** More threads than have a count of their own, some at the same time. */
  @Test
  void bodiesOfManyThreads() throws Exception {
    int bodies =
        switch (MaybeFork.engineStatus().engine()) {
          case "inline" -> 500;
          case "handoff" -> 50; // each by another thread
          default -> 5;
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                for (int k = 0; k < bodies; k++) {
                  var _ = maybeFork(() -> "");
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    // under the watch engine and the hand-off a body may be seen waiting for its start
    assertThat(inline() + forked()).isEqualTo(400L * bodies);
  }

  @Test
  void aSnapshotStaysAsItIs() {
    Map<BlockKind, Long> forks = before.forks();
    assertThat(forks).containsOnlyKeys(BlockKind.values());
    assertThat(before.handOffs()).containsOnlyKeys(HandOffReason.values());
    assertThatThrownBy(forks::clear).isInstanceOf(UnsupportedOperationException.class);
  }
}
