package dev.maybefork.contract;

import static dev.maybefork.ForkOn.ALWAYS;
import static dev.maybefork.ForkOn.BLOCKING;
import static dev.maybefork.ForkOn.NEVER;
import static dev.maybefork.ForkOn.after;
import static dev.maybefork.ForkOn.kinds;
import static dev.maybefork.ForkOn.nthBlock;
import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkPoint;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EnoughTime;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.Garbage;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;

/** Until when a body may fork: {@code endFork}, and conditions of time. */
@Tag("contract")
class ForkOnTimeTest {
  private static final Duration LONG = Duration.ofHours(1);

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
    EnoughTime.until(time -> !forkedBeforeItsEnd(after(time), 6 * time.toMillis()));
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

  @EveryCaller
  void whatComputesForksWhenItsTimeIsOver() throws Exception {
    EnoughTime.until(time ->
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
    EnoughTime.until(time -> isBlockedWhenItsTimeIsOver(time).kind() == BlockKind.PARK);
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
}
