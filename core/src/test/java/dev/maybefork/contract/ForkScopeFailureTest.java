package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.maybefork.Fork;
import dev.maybefork.ForkScope;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.BodyCounter;
import dev.maybefork.testing.ChildHook;
import dev.maybefork.testing.EveryCaller;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The first failure in a {@link ForkScope} cancels the rest; a cancelled fork is none. */
@SuppressWarnings("FutureReturnValueIgnored")
class ForkScopeFailureTest {
  private final Blocker blocker = new Blocker();
  private final Blocker never = new Blocker();
  private final Blocker second = new Blocker();
  private final BodyCounter bodies = new BodyCounter();
  private final IOException failure = new IOException("failure");

  private static void assertJoinThrows(ForkScope scope, Throwable cause) {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(scope::join)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
  }

  private Fork<Void> forkFailing(ForkScope scope) {
    return scope.fork(
        bodies.ofBody(() -> {
          blocker.await();
          throw failure;
        }));
  }

  @EveryCaller
  void theFirstFailureCancelsTheRestAndIsThrownByJoin() throws Exception {
    AtomicReference<String> saw = new AtomicReference<>("");
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> other =
          scope.fork(
              bodies.ofBody(() -> {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  Thread.sleep(20);
                  saw.set("interrupted");
                  throw e; // it is cancelled, so this is no failure
                }
              }));
      Fork<String> done = scope.fork(() -> "done");
      Fork<Void> failed = forkFailing(scope);
      blocker.releaseLater(20);
      assertJoinThrows(scope, failure);
      assertThat(failed.exceptionNow()).isSameAs(failure);
      assertThat(done.resultNow()).isEqualTo("done");
      assertThat(other.isCancelled()).isTrue();
      assertJoinThrows(scope, failure);
    }
    assertThat(saw.get()).isEqualTo("interrupted");
    assertThat(failure.getSuppressed()).isEmpty();
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void aFailureInlineDoesTheSame() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> other = scope.fork(bodies.slowToEnd(never));
      blocker.release();
      forkFailing(scope);
      assertThat(other.isCancelled()).isTrue();
      assertJoinThrows(scope, failure);
    }
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void forksAfterAFailureAreCancelledAndTheirBodiesDoNotRun() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      blocker.release();
      forkFailing(scope);
      Fork<Void> late = scope.fork(bodies.ofBody(() -> {}));
      assertThat(late.isCancelled()).isTrue();
      assertThat(late.forked()).isFalse();
    } // nothing runs, so that there is nothing to join
    bodies.assertAllEnded(1);
  }

  /** Between the fork's beginning and its body's. */
  @EveryCaller
  void aForkThatBeginsDuringTheFailureIsCancelledAndItsBodyDoesNotRun() throws Exception {
    AtomicReference<ForkScope> opened = new AtomicReference<>();
    ChildHook hook =
        new ChildHook(() -> {
          blocker.release();
          try {
            opened.get().join();
          } catch (CompletionException | InterruptedException e) {
            // it's cancelled now
          }
        });
    try (ForkScope scope = ForkScope.open()) {
      opened.set(scope);
      forkFailing(scope);
      hook.set("value");
      Fork<Void> late = scope.fork(bodies.slowToEnd(never));
      hook.remove();
      assertThat(late.isCancelled()).isTrue();
      assertJoinThrows(scope, failure);
    }
    bodies.assertAllEnded(1);
  }

  /** As long as the actions of those that are cancelled take, which run one after the other. */
  @EveryCaller
  void aForkThatBeginsWhileOthersAreBeingCancelledIsCancelledToo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Blocker actions = new Blocker();
    ChildHook hook =
        new ChildHook(() -> {
          blocker.release();
          Await.uninterruptibly(begun::await);
        });
    try (ForkScope scope = ForkScope.open()) {
      for (int i = 0; i < 20; i++) { // of which one is cancelled before the late one
        var _ =
            scope
                .fork(bodies.slowToEnd(never))
                .toCompletableFuture()
                .whenComplete((result, thrown) -> {
                  begun.countDown();
                  actions.awaitUninterruptibly();
                });
      }
      forkFailing(scope);
      hook.set("value");
      Fork<Void> late = scope.fork(bodies.slowToEnd(never));
      hook.remove();
      boolean cancelled = late.isCancelled();
      actions.release();
      assertThat(cancelled).isTrue();
      assertJoinThrows(scope, failure);
    }
    bodies.assertAllEnded(21);
  }

  /** The second to be known, as the actions of its future come first. */
  @EveryCaller
  void furtherFailuresAreSuppressedInTheFirst() throws Exception {
    Error second = new Error("second");
    Blocker failed = new Blocker();
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> fork =
          scope.fork(
              bodies.ofBody(() -> {
                failed.await();
                throw second;
              }));
      fork.toCompletableFuture()
          .whenComplete((result, thrown) -> {
            blocker.release();
            never.awaitUninterruptibly();
          });
      forkFailing(scope);
      failed.release();
      assertJoinThrows(scope, failure);
      never.release();
    }
    assertThat(failure.getSuppressed()).containsExactly(second);
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void anExceptionThrownByTwoIsNotSuppressedInItself() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> fork = forkFailing(scope);
      Blocker failed = new Blocker();
      fork.toCompletableFuture()
          .whenComplete((result, thrown) -> {
            failed.release();
            never.awaitUninterruptibly();
          });
      blocker.release();
      failed.await();
      forkFailing(scope);
      assertJoinThrows(scope, failure);
      never.release();
    }
    assertThat(failure.getSuppressed()).isEmpty();
    bodies.assertAllEnded(2);
  }

  /** Actions of the future of a fork that is cancelled run in the thread that cancels it. */
  @EveryCaller
  void aBodyThatFailsForksIfAnActionBlocks() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> cancelled = scope.fork(bodies.ofBody(never::await));
      cancelled
          .toCompletableFuture()
          .whenComplete((result, thrown) -> second.awaitUninterruptibly());
      blocker.release();
      assertThat(forkFailing(scope).forked()).isTrue();
      second.release();
      assertJoinThrows(scope, failure);
    }
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void aForkThatItsUserCancelsIsNoFailure() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> cancelled = scope.fork(bodies.ofBody(never::await));
      Fork<Void> other = scope.fork(bodies.ofBody(blocker::await));
      assertThat(cancelled.cancel(true)).isTrue();
      assertThat(scope.fork(() -> "result").resultNow()).isEqualTo("result");
      blocker.releaseLater(20);
      scope.join();
      assertThat(other.state()).isEqualTo(Fork.State.SUCCESS);
    }
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void joinWaitsForTheBodyOfACancelledFork() throws Exception {
    AtomicReference<String> saw = new AtomicReference<>("");
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> fork =
          scope.fork(() -> {
            blocker.await();
            Thread.sleep(20);
            saw.set("ended");
          });
      fork.cancel(false);
      blocker.releaseLater(20);
      scope.join();
      assertThat(saw.get()).isEqualTo("ended");
    }
  }

  @EveryCaller
  void afterAFailureCloseWaitsAndHasNothingToComplainOf() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.fork(bodies.slowToEnd(never));
    blocker.release();
    forkFailing(scope);
    scope.close();
    bodies.assertAllEnded(2);
    assertThatIllegalStateException().isThrownBy(scope::join);
  }

  @EveryCaller
  void itsBodiesMayFailWithAnything() throws Exception {
    Error error = new Error();
    InterruptedException interrupt = new InterruptedException();
    try (ForkScope scope = ForkScope.open()) {
      scope.fork(() -> {
        Thread.sleep(1);
        throw error;
      });
      assertJoinThrows(scope, error);
    }
    try (ForkScope scope = ForkScope.open()) {
      scope.fork(() -> {
        Thread.sleep(1);
        throw interrupt;
      });
      assertJoinThrows(scope, interrupt);
    }
  }
}
