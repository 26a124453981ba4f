package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.endFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.BodyCounter;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** At the limit of a {@link ForkScope} a block holds the caller, as in a plain call. */
@SuppressWarnings("FutureReturnValueIgnored")
class ForkScopeLimitTest {
  private final Blocker blocker = new Blocker();
  private final Blocker second = new Blocker();
  private final BodyCounter bodies = new BodyCounter();

  @EveryCaller
  void itIsAtLeastOne() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ForkScope.open(0))
        .withMessage("limit must be at least 1: 0");
    assertThatIllegalArgumentException().isThrownBy(() -> ForkScope.open(-1));
  }

  @EveryCaller
  void atTheLimitABlockHoldsTheCaller() throws Exception {
    try (ForkScope scope = ForkScope.open(2)) {
      List<Fork<Void>> forked =
          List.of(
              scope.fork(bodies.ofBody(blocker::await)), scope.fork(bodies.ofBody(blocker::await)));
      assertThat(forked).allMatch(Fork::forked);
      second.releaseLater(20);
      Fork<Void> held =
          scope.fork(
              bodies.ofBody(() -> {
                second.await();
                Thread.sleep(1);
              }));
      assertThat(held.isDone()).isTrue();
      assertThat(held.forked()).isFalse();
      assertThat(forked).noneMatch(Fork::isDone);
      blocker.release();
      scope.join();
    }
    bodies.assertAllEnded(3);
  }

  /** What its thread would inherit can't be had, once: as if there was no memory for it. */
  @Test
  @Tag("contract")
  void aForkThatCouldNotBeginTakesNoPlace() throws Exception {
    OutOfMemoryError shortage = new OutOfMemoryError("for once");
    AtomicBoolean isShort = new AtomicBoolean(true);
    InheritableThreadLocal<String> inherited =
        new InheritableThreadLocal<>() {
          @Override
          protected String childValue(String value) {
            if (isShort.getAndSet(false)) {
              throw shortage;
            }
            return value;
          }
        };
    inherited.set("value");
    try (ForkScope scope = ForkScope.open(1, ForkOn.ALWAYS)) {
      assertThatThrownBy(() -> scope.fork(second::await)).isSameAs(shortage);
      assertThat(scope.fork(second::await).forked()).isTrue();
      second.release();
      scope.join();
    } finally {
      inherited.remove();
    }
  }

  @EveryCaller
  void placesComeBack() throws Exception {
    try (ForkScope scope = ForkScope.open(2)) {
      for (int i = 0; i < 50; i++) {
        Blocker round = new Blocker();
        List<Thread> children = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
          boolean fails = k == 1;
          CompletableFuture<Thread> child = new CompletableFuture<>();
          Fork<Void> fork =
              scope.fork(() -> {
                child.complete(Thread.currentThread());
                round.await();
              });
          assertThat(fork.forked()).as("in round %d", i).isTrue();
          if (fails) {
            fork.cancel(true);
          }
          children.add(child.join());
        }
        round.release();
        for (Thread child : children) {
          child.join();
        }
      }
      scope.join();
    }
  }

  @EveryCaller
  void aHeldBodyMayForkLater() throws Exception {
    CompletableFuture<Thread> child = new CompletableFuture<>();
    try (ForkScope scope = ForkScope.open(1)) {
      scope.fork(() -> {
        child.complete(Thread.currentThread());
        blocker.await();
      });
      blocker.releaseLater(20);
      Fork<Void> heldAtFirst =
          scope.fork(
              bodies.ofBody(() -> {
                child.join().join(); // holds the caller
                second.await(); // forks
              }));
      if (!Caller.watches()) { // the watch engine may notice the free place in the same block
        assertThat(child.join().isAlive()).isFalse();
      }
      assertThat(heldAtFirst.forked()).isTrue();
      assertThat(heldAtFirst.isDone()).isFalse();
      second.release();
      scope.join();
    }
    bodies.assertAllEnded(1);
  }

  @EveryCaller
  void bodiesOfBodiesCount() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      second.releaseLater(20);
      Fork<Boolean> outer =
          scope.fork(() -> {
            Fork<Void> inner = scope.fork(blocker::await);
            second.await(); // the only place is taken
            return inner.forked() && !inner.isDone();
          });
      assertThat(outer.forked()).isFalse();
      assertThat(outer.resultNow()).isTrue();
      blocker.release();
      scope.join();
    }
  }

  @EveryCaller
  void oneThatHoldsItsCallerByItsOwnWillTakesNoPlace() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      for (int i = 0; i < 3; i++) {
        Fork<Boolean> held =
            scope.fork(() -> {
              boolean forked = endFork();
              Thread.sleep(1);
              return forked;
            });
        assertThat(held.resultNow()).isFalse();
      }
      assertThat(scope.fork(blocker::await).forked()).isTrue();
      blocker.release();
      scope.join();
    }
  }

  @EveryCaller
  void withoutALimitAllFork() throws Exception {
    List<Fork<Void>> forks = new ArrayList<>();
    try (ForkScope scope = ForkScope.open()) {
      for (int i = 0; i < 200; i++) {
        forks.add(scope.fork(bodies.ofBody(blocker::await)));
      }
      assertThat(forks).allMatch(Fork::forked).noneMatch(Fork::isDone);
      blocker.release();
      scope.join();
    }
    bodies.assertAllEnded(200);
  }

  @EveryCaller
  void closeEndsABodyThatHoldsAnother() throws Exception {
    ForkScope scope = ForkScope.open(1);
    Blocker first = new Blocker();
    Fork<Void> outer =
        scope.fork(
            bodies.ofBody(() -> {
              first.await(); // takes the place
              scope.fork(bodies.slowToEnd(blocker)); // holds the body
              second.release();
            }));
    assertThat(outer.forked()).isTrue();
    first.release();
    Await.until(() -> bodies.running() == 2, "the inner body runs");
    assertThatIllegalStateException().isThrownBy(scope::close);
    second.await();
    bodies.assertAllEnded(2);
    assertThat(outer.isCancelled()).isTrue();
  }
}
