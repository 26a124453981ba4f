package dev.maybefork.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryExecutor;
import dev.maybefork.testing.ExecutorMaker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The executor as a place for single tasks, and its life: as the JDK's. */
@SuppressWarnings("FutureReturnValueIgnored")
class ForkExecutorTest {
  private final Blocker blocker = new Blocker();
  private final CompletableFuture<String> seen = new CompletableFuture<>();

  private String blocked() throws InterruptedException {
    try {
      blocker.await();
      return "result";
    } catch (InterruptedException e) {
      seen.complete("interrupted");
      throw e;
    }
  }

  private void run() {
    try {
      seen.complete(blocked());
    } catch (InterruptedException e) {
      // it was seen
    }
  }

  @EveryExecutor
  void executes(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      executor.execute(this::run);
      assertThat(seen).isNotDone();
      blocker.release();
      assertThat(seen.get(50, SECONDS)).isEqualTo("result");
    }
  }

  @EveryExecutor
  void submits(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      Future<String> callable = executor.submit(this::blocked);
      Future<String> withResult = executor.submit(this::run, "given");
      Future<?> runnable = executor.submit(this::run);
      assertThat(List.of(callable, withResult, runnable)).noneMatch(Future::isDone);
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> callable.get(1, TimeUnit.MILLISECONDS));
      blocker.release();
      assertThat(callable.get(50, SECONDS)).isEqualTo("result");
      assertThat(withResult.get(50, SECONDS)).isEqualTo("given");
      assertThat(runnable.get(50, SECONDS)).isNull();
      assertThat(List.of(callable, withResult, runnable))
          .extracting(Future::state)
          .containsOnly(Future.State.SUCCESS);
    }
  }

  @EveryExecutor
  void eachTaskHasAVirtualThreadOfItsOwn(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      Thread first = executor.submit(Thread::currentThread).get();
      Thread second = executor.submit(Thread::currentThread).get();
      assertThat(first).matches(Thread::isVirtual).isNotSameAs(second);
    }
  }

  @EveryExecutor
  void whatATaskThrowsIsInItsFuture(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      IOException thrown = new IOException();
      Error error = new Error();
      Callable<String> failing =
          () -> {
            throw thrown;
          };
      Runnable erring =
          () -> {
            throw error;
          };
      assertFailed(executor.submit(failing), thrown);
      assertFailed(executor.submit(erring), error);
      assertFailed(executor.submit(erring, "result"), error);
      assertThat(executor.submit(() -> "alive").get()).isEqualTo("alive");
    }
  }

  private static void assertFailed(Future<?> future, Throwable thrown) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> future.get(50, SECONDS))
        .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
    assertThat(future.exceptionNow()).isSameAs(thrown);
  }

  @EveryExecutor
  void whatAnExecutedTaskThrowsGoesToTheHandler(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      ArithmeticException thrown = new ArithmeticException();
      CompletableFuture<Throwable> handled = new CompletableFuture<>();
      executor.execute(() -> {
        Thread.currentThread().setUncaughtExceptionHandler((of, e) -> handled.complete(e));
        throw thrown;
      });
      assertThat(handled.get(50, SECONDS)).isSameAs(thrown);
    }
  }

  @EveryExecutor
  void cancelInterrupts(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      CompletableFuture<String> started = new CompletableFuture<>();
      Future<String> future =
          executor.submit(() -> {
            started.complete("");
            return blocked();
          });
      started.get(50, SECONDS);
      assertThat(future.cancel(true)).isTrue();
      assertThat(future.isCancelled()).isTrue();
      assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
      assertThat(seen.get(50, SECONDS)).isEqualTo("interrupted");
      assertThat(future.cancel(true)).isFalse();
    }
  }

  @EveryExecutor
  void aLiveOneIsNotShutDown(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      assertThat(executor.isShutdown()).isFalse();
      assertThat(executor.isTerminated()).isFalse();
      assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  @EveryExecutor
  void shutdownLetsTasksEnd(ExecutorMaker maker) throws Exception {
    ExecutorService executor = maker.open();
    Future<String> future = executor.submit(this::blocked);
    executor.shutdown();
    executor.shutdown();
    assertThat(executor.isShutdown()).isTrue();
    assertThat(executor.isTerminated()).isFalse();
    assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    blocker.release();
    assertThat(executor.awaitTermination(50, SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
    assertThat(future.resultNow()).isEqualTo("result");
  }

  @EveryExecutor
  void withoutTasksShutdownTerminates(ExecutorMaker maker) throws Exception {
    ExecutorService executor = maker.open();
    executor.submit(() -> "result").get();
    executor.shutdown();
    assertThat(executor.awaitTermination(50, SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
  }

  @EveryExecutor
  void shutdownNowInterrupts(ExecutorMaker maker) throws Exception {
    ExecutorService executor = maker.open();
    CompletableFuture<String> started = new CompletableFuture<>();
    executor.submit(() -> {
      started.complete("");
      return blocked();
    });
    started.get(50, SECONDS);
    assertThat(executor.shutdownNow()).isEmpty();
    assertThat(executor.isShutdown()).isTrue();
    assertThat(seen.get(50, SECONDS)).isEqualTo("interrupted");
    assertThat(executor.awaitTermination(50, SECONDS)).isTrue();
  }

  @EveryExecutor
  void afterShutdownItRejects(ExecutorMaker maker) {
    ExecutorService executor = maker.open();
    executor.shutdown();
    Callable<String> task = () -> "result";
    assertRejected(() -> executor.execute(this::run));
    assertRejected(() -> executor.submit(task));
    assertRejected(() -> executor.submit(this::run));
    assertRejected(() -> executor.submit(this::run, "result"));
    assertRejected(() -> executor.invokeAll(List.of(task)));
    assertRejected(() -> executor.invokeAll(List.of(task), 1, SECONDS));
    assertRejected(() -> executor.invokeAny(List.of(task)));
    assertRejected(() -> executor.invokeAny(List.of(task), 1, SECONDS));
    assertThat(seen).isNotDone();
  }

  private static void assertRejected(ThrowingCallable use) {
    assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(use);
  }

  @EveryExecutor
  void closeWaitsForTasks(ExecutorMaker maker) throws Exception {
    ExecutorService executor = maker.open();
    Future<String> future = executor.submit(this::blocked);
    blocker.releaseLater(20);
    executor.close();
    assertThat(future.resultNow()).isEqualTo("result");
    assertThat(executor.isTerminated()).isTrue();
    executor.close();
  }

  @EveryExecutor
  void anInterruptedCloseInterruptsTasks(ExecutorMaker maker) throws Exception {
    ExecutorService executor = maker.open();
    CompletableFuture<String> started = new CompletableFuture<>();
    executor.submit(() -> {
      started.complete("");
      return blocked();
    });
    started.get(50, SECONDS);
    Thread.currentThread().interrupt();
    executor.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(executor.isTerminated()).isTrue();
    assertThat(seen.get(50, SECONDS)).isEqualTo("interrupted");
  }

  @EveryExecutor
  void anInterruptEndsAwaitTermination(ExecutorMaker maker) {
    try (ExecutorService executor = maker.open()) {
      executor.submit(this::blocked);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> executor.awaitTermination(50, SECONDS));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      blocker.release();
    }
  }

  @EveryExecutor
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void refusesNulls(ExecutorMaker maker) {
    try (ExecutorService executor = maker.open()) {
      Callable<String> task = () -> "result";
      assertNull(() -> executor.execute(null));
      assertNull(() -> executor.submit((Runnable) null));
      assertNull(() -> executor.submit((Callable<String>) null));
      assertNull(() -> executor.submit(null, "result"));
      assertNull(() -> executor.invokeAll(null));
      assertNull(() -> executor.invokeAll(null, 1, SECONDS));
      assertNull(() -> executor.invokeAll(List.of(task), 1, null));
      assertNull(() -> executor.invokeAny(null));
      assertNull(() -> executor.invokeAny(null, 1, SECONDS));
      assertNull(() -> executor.awaitTermination(1, null));
    }
  }

  private static void assertNull(ThrowingCallable use) {
    assertThatNullPointerException().isThrownBy(use);
  }
}
