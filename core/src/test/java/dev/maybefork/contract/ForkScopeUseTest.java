package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkScope;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.BodyCounter;
import dev.maybefork.testing.EveryCaller;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Who may do what with a {@link ForkScope}, and when. */
@SuppressWarnings("FutureReturnValueIgnored")
class ForkScopeUseTest {
  private final Blocker blocker = new Blocker();
  private final BodyCounter bodies = new BodyCounter();

  private static void assertWrongThread(ThrowingCallable use) {
    assertThatExceptionOfType(WrongThreadException.class).isThrownBy(use);
  }

  private static void runElsewhere(boolean virtual, Runnable action) throws Exception {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    Thread thread =
        builder.start(() -> {
          try {
            action.run();
          } catch (Throwable e) {
            thrown.set(e);
          }
        });
    thread.join();
    assertThat(thrown.get()).isNull();
  }

  private void assertRefused(ForkScope scope) {
    assertWrongThread(() -> scope.fork(bodies.ofBody(() -> {})));
    assertWrongThread(() -> scope.fork(bodies.of(() -> "")));
    assertWrongThread(scope::join);
    assertWrongThread(scope::close);
  }

  @EveryCaller
  void aStrangerMayNeitherForkNorJoinNorClose() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> running = scope.fork(blocker::await);
      runElsewhere(/* virtual= */ false, () -> assertRefused(scope));
      runElsewhere(/* virtual= */ true, () -> assertRefused(scope));
      maybeFork(() -> assertRefused(scope)).join();
      maybeFork(
              () -> {
                Thread.sleep(1);
                assertRefused(scope);
              })
          .join();
      assertThat(running.isDone()).isFalse(); // the scope stays as it is
      assertThat(scope.fork(() -> "open").resultNow()).isEqualTo("open");
      blocker.release();
      scope.join();
    }
    bodies.assertAllEnded(0);
  }

  @EveryCaller
  void aBodyOfAnotherScopeIsAStranger() throws Exception {
    try (ForkScope scope = ForkScope.open();
        ForkScope other = ForkScope.open()) {
      other.fork(() -> assertRefused(scope));
      other.fork(() -> {
        Thread.sleep(1);
        assertRefused(scope);
      });
      other.join();
    }
  }

  @EveryCaller
  void aBodyMayForkButNeitherJoinNorClose() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      for (boolean block : new boolean[] {false, true}) {
        scope.fork(() -> {
          if (block) {
            Thread.sleep(1);
          }
          assertWrongThread(scope::join);
          assertWrongThread(scope::close);
          scope.fork(bodies.ofBody(() -> {}));
          scope.fork(bodies.ofBody(blocker::await));
        });
      }
      blocker.releaseLater(20);
      scope.join();
    }
    bodies.assertAllEnded(4);
  }

  @EveryCaller
  void aThreadThatABodyStartsIsAStranger() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      scope.fork(() -> runElsewhere(/* virtual= */ true, () -> assertRefused(scope)));
      scope.join();
    }
  }

  @EveryCaller
  void afterCloseNothingIsPossible() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.close();
    assertThatIllegalStateException().isThrownBy(() -> scope.fork(bodies.ofBody(() -> {})));
    assertThatIllegalStateException().isThrownBy(() -> scope.fork(bodies.of(() -> "")));
    assertThatIllegalStateException().isThrownBy(scope::join);
    bodies.assertAllEnded(0);
  }

  @EveryCaller
  void closedTwiceItIsClosedOnce() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.fork(bodies.ofBody(blocker::await));
    assertThatIllegalStateException().isThrownBy(scope::close);
    scope.close();
    runElsewhere(/* virtual= */ true, () -> assertWrongThread(scope::close));
    bodies.assertAllEnded(1);
  }

  @EveryCaller
  void closeWithoutJoinIsWrongUseIfBodiesRun() throws Exception {
    ForkScope scope = ForkScope.open();
    Fork<Void> fork = scope.fork(bodies.slowToEnd(blocker));
    assertThatIllegalStateException()
        .isThrownBy(scope::close)
        .withMessage("1 bodies were running, and are cancelled: call join() before close()");
    assertThat(fork.isCancelled()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> scope.fork(() -> {})); // it is closed
    bodies.assertAllEnded(1);
  }

  @EveryCaller
  void aJoinBeforeTheForkIsNone() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.join();
    scope.fork(bodies.slowToEnd(blocker));
    assertThatIllegalStateException().isThrownBy(scope::close);
    bodies.assertAllEnded(1);
  }

  @EveryCaller
  void closeWithoutJoinIsFineIfNothingRuns() throws Exception {
    ForkScope scope = ForkScope.open();
    CompletableFuture<Thread> child = new CompletableFuture<>();
    scope.fork(() -> {
      child.complete(Thread.currentThread());
      blocker.await();
    });
    blocker.release();
    child.join().join();
    scope.close();
  }

  @EveryCaller
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void refusesNulls() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      assertThatNullPointerException()
          .isThrownBy(() -> scope.fork((Callable<String>) null))
          .withMessage("body");
      assertThatNullPointerException()
          .isThrownBy(() -> scope.fork((ForkBody) null))
          .withMessage("body");
      assertThatNullPointerException().isThrownBy(() -> scope.own(null)).withMessage("resource");
      scope.join();
    }
  }
}
