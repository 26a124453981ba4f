package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Fork} promises as a Future: of forks that ended inline, forked, failed, were
 * cancelled.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class FutureTest {
  private final Blocker blocker = new Blocker();

  private <T extends @Nullable Object> Fork<T> blocked(Callable<T> then) {
    Fork<T> fork =
        maybeFork(() -> {
          blocker.await();
          return then.call();
        });
    assertThat(fork.forked()).isTrue();
    return fork;
  }

  @EveryCaller
  void aResultInline() throws Exception {
    Fork<String> fork = maybeFork(() -> "result");
    assertThat(fork.forked()).isFalse();
    assertThat(fork.id()).isZero();
    assertSucceeded(fork, "result");
  }

  @EveryCaller
  void aResultForked() throws Exception {
    Fork<String> fork = blocked(() -> "result");
    CompletableFuture<String> future = fork.toCompletableFuture();
    assertRunning(fork);
    assertThat(future).isNotDone();
    blocker.release();
    assertThat(fork.join()).isEqualTo("result");
    assertThat(future.get(50, TimeUnit.SECONDS)).isEqualTo("result");
    assertSucceeded(fork, "result");
  }

  @EveryCaller
  void aNullResult() throws Exception {
    Fork<@Nullable String> inline = maybeFork(() -> null);
    assertSucceeded(inline, null);
    Fork<@Nullable String> forked = blocked(() -> null);
    blocker.release();
    assertThat(forked.join()).isNull();
    assertSucceeded(forked, null);
  }

  @EveryCaller
  void aFailureInline() throws Exception {
    Exception failure = new IOException("failure");
    Fork<String> fork =
        maybeFork(() -> {
          throw failure;
        });
    assertThat(fork.forked()).isFalse();
    assertFailed(fork, failure);
  }

  @EveryCaller
  void aFailureForked() throws Exception {
    // an exception that CompletableFuture would unwrap
    Exception failure = new CompletionException(new IOException("inner"));
    Fork<String> fork =
        blocked(() -> {
          throw failure;
        });
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    fork.toCompletableFuture()
        .whenComplete((result, thrown) -> {
          seen.complete(thrown);
        });
    blocker.release();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> fork.get(50, TimeUnit.SECONDS))
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    assertThat(seen.get(50, TimeUnit.SECONDS)).isSameAs(failure);
    assertFailed(fork, failure);
  }

  @EveryCaller
  void cancelledWhileBlocked() throws Exception {
    AtomicReference<String> saw = new AtomicReference<>("");
    Blocker over = new Blocker();
    Fork<String> fork =
        maybeFork(() -> {
          try {
            blocker.await();
          } catch (InterruptedException e) {
            saw.set("interrupted");
          }
          over.release();
          return "too late";
        });
    CompletableFuture<String> future = fork.toCompletableFuture();
    assertThat(fork.cancel(true)).isTrue();
    assertCancelled(fork);
    assertThat(future).isCancelled();
    assertThat(fork.cancel(true)).isFalse();
    over.await();
    assertThat(saw.get()).isEqualTo("interrupted");
    assertCancelled(fork);
  }

  @EveryCaller
  void cancelledWithoutInterrupt() throws Exception {
    Blocker over = new Blocker();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Fork<String> fork =
        blocked(() -> {
          interrupted.set(Thread.currentThread().isInterrupted());
          over.release();
          return "too late";
        });
    assertThat(fork.cancel(false)).isTrue();
    assertCancelled(fork);
    blocker.release();
    over.await();
    assertThat(interrupted.get()).isFalse();
    assertCancelled(fork);
  }

  /**
   * Between two blocks: it runs when it is cancelled, and finds the interrupt at the next block.
   */
  @EveryCaller
  void cancelledBeforeItBlocksAgain() throws Exception {
    Blocker running = new Blocker();
    Blocker ended = new Blocker();
    AtomicReference<String> saw = new AtomicReference<>("");
    Fork<String> fork =
        blocked(() -> {
          running.release();
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          try {
            Thread.sleep(100_000);
          } catch (InterruptedException e) {
            saw.set("interrupted");
          }
          ended.release();
          return "too late";
        });
    blocker.release();
    running.await();
    assertThat(fork.cancel(true)).isTrue();
    ended.await();
    assertThat(saw.get()).isEqualTo("interrupted");
    assertCancelled(fork);
  }

  @EveryCaller
  void cancelAfterTheEndDoesNothing() throws Exception {
    Fork<String> inline = maybeFork(() -> "result");
    assertThat(inline.cancel(true)).isFalse();
    assertSucceeded(inline, "result");
    Fork<String> forked = blocked(() -> "result");
    blocker.release();
    assertThat(forked.join()).isEqualTo("result");
    assertThat(forked.cancel(true)).isFalse();
    assertSucceeded(forked, "result");
  }

  @EveryCaller
  void getCanBeInterruptedAndJoinCannot() throws Exception {
    Fork<String> fork = blocked(() -> "result");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(fork::get);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    Thread.currentThread().interrupt();
    blocker.releaseLater(20);
    assertThat(fork.join()).isEqualTo("result");
    assertThat(Thread.interrupted()).isTrue();
  }

  @EveryCaller
  void futuresMadeFromItDependOnItAndNotTheOtherWayRound() throws Exception {
    Fork<String> fork = blocked(() -> "result");
    CompletableFuture<String> first = fork.toCompletableFuture();
    assertThat(first.complete("mine")).isTrue();
    CompletableFuture<String> second = fork.toCompletableFuture();
    assertThat(second).isNotDone();
    assertThat(second.cancel(true)).isTrue();
    blocker.release();
    assertThat(fork.join()).isEqualTo("result");
    assertThat(fork.toCompletableFuture()).isCompletedWithValue("result");
  }

  @EveryCaller
  void aBodyCannotWaitForItself() throws Exception {
    AtomicReference<Fork<String>> self = new AtomicReference<>();
    Fork<String> fork =
        blocked(() -> {
          assertThatIllegalStateException().isThrownBy(() -> self.get().join());
          assertThatIllegalStateException().isThrownBy(() -> self.get().get());
          assertThatIllegalStateException().isThrownBy(() -> self.get().get(1, TimeUnit.DAYS));
          return "refused";
        });
    self.set(fork);
    blocker.release();
    assertThat(fork.join()).isEqualTo("refused");
  }

  @EveryCaller
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void refusesNulls() throws Exception {
    assertThatNullPointerException()
        .isThrownBy(() -> maybeFork((Callable<String>) null))
        .withMessage("body");
    assertThatNullPointerException()
        .isThrownBy(() -> maybeFork((ForkBody) null))
        .withMessage("body");
    assertThatNullPointerException()
        .isThrownBy(() -> maybeFork(() -> "result").get(1, null))
        .withMessage("unit");
  }

  private static void assertRunning(Fork<String> fork) {
    assertThat(fork.isDone()).isFalse();
    assertThat(fork.isCancelled()).isFalse();
    assertThat(fork.state()).isEqualTo(State.RUNNING);
    assertThatIllegalStateException().isThrownBy(fork::resultNow);
    assertThatIllegalStateException().isThrownBy(fork::exceptionNow);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> fork.get(1, TimeUnit.MILLISECONDS));
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> fork.get(-1, TimeUnit.SECONDS));
  }

  private static <T extends @Nullable Object> void assertSucceeded(Fork<T> fork, T result)
      throws Exception {
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.isCancelled()).isFalse();
    assertThat(fork.state()).isEqualTo(State.SUCCESS);
    assertThat(fork.join()).isEqualTo(result);
    assertThat(fork.get()).isEqualTo(result);
    assertThat(fork.get(0, TimeUnit.SECONDS)).isEqualTo(result);
    assertThat(fork.resultNow()).isEqualTo(result);
    assertThatIllegalStateException().isThrownBy(fork::exceptionNow);
    assertThat(fork.toCompletableFuture()).isCompletedWithValue(result);
  }

  private static void assertFailed(Fork<String> fork, Throwable failure) {
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.isCancelled()).isFalse();
    assertThat(fork.state()).isEqualTo(State.FAILED);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(fork::join)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(fork::get)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    assertThat(fork.exceptionNow()).isSameAs(failure);
    assertThatIllegalStateException().isThrownBy(fork::resultNow);
    assertThat(fork.toCompletableFuture()).isCompletedExceptionally();
  }

  private static void assertCancelled(Fork<String> fork) {
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.isCancelled()).isTrue();
    assertThat(fork.state()).isEqualTo(State.CANCELLED);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(fork::join);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(fork::get);
    assertThatIllegalStateException().isThrownBy(fork::resultNow);
    assertThatIllegalStateException().isThrownBy(fork::exceptionNow);
    assertThat(fork.toCompletableFuture()).isCancelled();
  }
}
