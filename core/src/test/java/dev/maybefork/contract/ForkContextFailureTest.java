package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.ForkContext;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.EveryCaller;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of a body whose context can't be captured, restored or undone. */
class ForkContextFailureTest {
  private final UserContext context = new UserContext();

  private static RuntimeException thrownIn(String step) {
    return new IllegalStateException("in " + step);
  }

  @EveryCaller
  void whatCaptureThrowsIsThrownByTheCallAndNothingHasBegun() throws Exception {
    ForkContext failing =
        () -> {
          throw thrownIn("capture");
        };
    AtomicInteger begun = new AtomicInteger();
    try (var _ = ForkContext.register(context);
        var _ = ForkContext.register(failing)) {
      assertThatThrownBy(() -> maybeFork(begun::incrementAndGet)).hasMessage("in capture");
      assertThatThrownBy(() -> ForkLoop.over(List.of(1)).run(_ -> begun.incrementAndGet()))
          .hasMessage("in capture");
      try (ForkScope scope = ForkScope.open();
          ExecutorService executor = MaybeFork.executor()) {
        assertThatThrownBy(() -> scope.fork(begun::incrementAndGet)).hasMessage("in capture");
        scope.join(); // waits for nobody
        assertThatThrownBy(() -> executor.submit(begun::incrementAndGet)).hasMessage("in capture");
      } // nor do these
    }
    assertThat(begun).hasValue(0);
    context.assertUndone(0);
  }

  @EveryCaller
  void whatRestoreThrowsFailsTheBodyThatDoesNotRun() throws Exception {
    ForkContext failing =
        () ->
            () -> {
              throw thrownIn("restore");
            };
    AtomicInteger begun = new AtomicInteger();
    try (var _ = ForkContext.register(context);
        var _ = ForkContext.register(failing)) {
      Fork<Integer> fork = maybeFork(begun::incrementAndGet);
      assertThatThrownBy(fork::join)
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("in restore");
    }
    assertThat(begun).hasValue(0);
    context.assertUndone(1); // the one before it
  }

  /** Nobody may wait for it for ever. */
  @EveryCaller
  void whatRestoreThrowsFailsTheTaskOfAnExecutor() throws Exception {
    ForkContext failing =
        () ->
            () -> {
              throw thrownIn("restore");
            };
    try (ExecutorService executor = MaybeFork.executor(ForkOn.BLOCKING, failing)) {
      Callable<String> task = () -> "";
      assertThatThrownBy(executor.submit(task)::get).hasRootCauseMessage("in restore");
      for (Future<String> future : executor.invokeAll(List.of(task, task))) {
        assertThatThrownBy(future::get).hasRootCauseMessage("in restore");
      }
      assertThatThrownBy(() -> executor.invokeAny(List.of(task))).hasRootCauseMessage("in restore");
    }
  }

  @EveryCaller
  void whatCloseThrowsFailsTheBodyAndTheOthersAreClosedAllTheSame() throws Exception {
    ForkContext failing =
        () ->
            () ->
                () -> {
                  throw thrownIn("close");
                };
    try (var _ = ForkContext.register(context);
        var _ = ForkContext.register(failing)) {
      assertThatThrownBy(maybeFork(() -> {})::join).hasRootCauseMessage("in close");
      Fork<Void> both =
          maybeFork(() -> {
            throw new IllegalArgumentException("of the body");
          });
      assertThat(both.exceptionNow()).hasMessage("of the body");
      assertThat(both.exceptionNow().getSuppressed())
          .singleElement()
          .hasToString(thrownIn("close").toString());
    }
    context.assertUndone(2);
  }

  @EveryCaller
  @SuppressWarnings("NullAway") // what isn't checked by it
  void nullIsNoContext() throws Exception {
    assertThatNullPointerException()
        .isThrownBy(() -> ForkContext.register(null))
        .withMessage("context");
    assertThatNullPointerException()
        .isThrownBy(() -> ForkScope.open(1, ForkOn.BLOCKING, null))
        .withMessage("context");
    assertThatNullPointerException()
        .isThrownBy(() -> ForkLoop.over(List.of()).context(null))
        .withMessage("context");
    assertThatNullPointerException()
        .isThrownBy(() -> MaybeFork.executor(ForkOn.BLOCKING, null))
        .withMessage("context");
    assertThatNullPointerException()
        .isThrownBy(() -> MaybeFork.threadFactory(ForkOn.BLOCKING, null))
        .withMessage("context");
  }
}
