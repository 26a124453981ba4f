package dev.maybefork.contract;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryExecutor;
import dev.maybefork.testing.ExecutorMaker;
import dev.maybefork.testing.LockFreeList;
import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** invokeAll and invokeAny, as the JDK's. */
class ForkExecutorInvokeTest {
  private final Blocker blocker = new Blocker();
  private final List<String> events = new LockFreeList<>();
  private final Callable<String> blocked =
      () -> {
        try {
          blocker.await();
          return "blocked";
        } catch (InterruptedException e) {
          events.add("interrupted");
          throw e;
        }
      };

  private static Callable<String> failing(Exception thrown) {
    return () -> {
      throw thrown;
    };
  }

  @EveryExecutor
  void invokeAllReturnsDoneFuturesInOrder(ExecutorMaker maker) throws Exception {
    IOException thrown = new IOException();
    try (ExecutorService executor = maker.open()) {
      blocker.releaseLater(20);
      List<Future<String>> futures =
          executor.invokeAll(List.of(() -> "first", blocked, failing(thrown), () -> "last"));
      assertThat(futures).allMatch(Future::isDone);
      assertThat(futures.get(0).resultNow()).isEqualTo("first");
      assertThat(futures.get(1).resultNow()).isEqualTo("blocked");
      assertThat(futures.get(2).exceptionNow()).isSameAs(thrown);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> futures.get(2).get())
          .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
      assertThat(futures.get(3).resultNow()).isEqualTo("last");
    }
  }

  @EveryExecutor
  void invokeAllInTimeReturnsAll(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      blocker.releaseLater(20);
      for (long timeout : new long[] {50, Long.MAX_VALUE}) {
        assertThat(executor.invokeAll(List.of(blocked, () -> "result"), timeout, SECONDS))
            .extracting(Future::resultNow)
            .containsExactly("blocked", "result");
      }
    }
  }

  @EveryExecutor
  void invokeAllCancelsWhatIsUnfinishedInTime(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      List<Future<String>> futures =
          executor.invokeAll(List.of(blocked, () -> "result", blocked), 200, MILLISECONDS);
      assertThat(futures).allMatch(Future::isDone);
      assertThat(futures.get(0).isCancelled()).isTrue();
      assertThat(futures.get(1).resultNow()).isEqualTo("result");
      assertThat(futures.get(2).isCancelled()).isTrue();
    }
    assertThat(events).containsExactly("interrupted", "interrupted");
  }

  @EveryExecutor
  void invokeAllWithoutTimeReturnsAtOnce(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      for (long timeout : new long[] {0, -1}) {
        assertThat(executor.invokeAll(List.of(blocked, blocked), timeout, SECONDS))
            .hasSize(2)
            .allMatch(Future::isCancelled);
      }
    }
  }

  @EveryExecutor
  void invokeAllOfNothing(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      List<Callable<String>> none = List.of();
      assertThat(executor.invokeAll(none)).isEmpty();
      assertThat(executor.invokeAll(none, 1, SECONDS)).isEmpty();
    }
  }

  @EveryExecutor
  void anInterruptEndsInvokeAllAndCancelsItsTasks(ExecutorMaker maker) throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      try (ExecutorService executor = maker.open()) {
        events.clear();
        CountDownLatch started = new CountDownLatch(2);
        Callable<String> task =
            () -> {
              started.countDown();
              return blocked.call();
            };
        Thread invoker = Thread.currentThread();
        Thread interrupter =
            Thread.ofPlatform()
                .start(() -> {
                  Await.uninterruptibly(started::await);
                  invoker.interrupt();
                });
        List<Callable<String>> tasks = List.of(task, task);
        assertThatExceptionOfType(InterruptedException.class)
            .isThrownBy(() -> {
              var _ = timed ? executor.invokeAll(tasks, 50, SECONDS) : executor.invokeAll(tasks);
            });
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        interrupter.join();
      }
      assertThat(events).containsExactly("interrupted", "interrupted");
    }
  }

  @EveryExecutor
  void anInterruptBeforeInvokeAllIsForTheWait(ExecutorMaker maker) throws Exception {
    for (int i = 0; i < 50; i++) {
      try (ExecutorService executor = maker.open()) {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
            .isThrownBy(() -> executor.invokeAll(List.of(blocked, blocked, blocked)));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    }
  }

  /**
   * The tasks before it have begun; an executor whose threads all fork is given the time for it.
   */
  @EveryExecutor
  void aNullTaskEndsInvokeAllAndCancelsItsTasks(ExecutorMaker maker) throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      CountDownLatch begun = new CountDownLatch(2);
      Callable<String> quick =
          () -> {
            begun.countDown();
            return "quick";
          };
      Callable<String> slow =
          () -> {
            begun.countDown();
            return blocked.call();
          };
      List<Callable<String>> tasks =
          new AbstractList<>() {
            @Override
            @SuppressWarnings("NullAway")
            public Callable<String> get(int index) {
              if (index == 2 && (maker == ExecutorMaker.JDK || Caller.watches())) {
                Await.uninterruptibly(begun::await);
              }
              return index < 2 ? List.of(quick, slow).get(index) : null;
            }

            @Override
            public int size() {
              return 4;
            }
          };
      events.clear();
      try (ExecutorService executor = maker.open()) {
        assertThatNullPointerException()
            .isThrownBy(() -> invokeAll(executor, tasks, timed))
            .withMessage(null);
        assertThat(begun.getCount()).isZero();
      }
      assertThat(events).containsExactly("interrupted");
    }
  }

  private static void invokeAll(
      ExecutorService executor, List<Callable<String>> tasks, boolean timed)
      throws InterruptedException {
    if (timed) {
      executor.invokeAll(tasks, 50, SECONDS);
    } else {
      executor.invokeAll(tasks);
    }
  }

  @EveryExecutor
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void nullTasksAreRefused(ExecutorMaker maker) {
    try (ExecutorService executor = maker.open()) {
      List<Callable<String>> tasks = Arrays.asList(() -> "result", null);
      assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(tasks));
      assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(tasks, 1, SECONDS));
      List<Callable<String>> nulls = Arrays.asList(null, null);
      assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(nulls));
      assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(nulls, 1, SECONDS));
    }
  }

  @EveryExecutor
  void anInterruptThatATaskLeavesBehindIsNotForTheNext(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      Callable<Boolean> task =
          () -> {
            boolean interrupted = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            return interrupted;
          };
      assertThat(executor.invokeAll(List.of(task, task)))
          .extracting(Future::resultNow)
          .containsExactly(false, false);
    }
  }

  @EveryExecutor
  void shutdownNowInterruptsInvokeAll(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      CountDownLatch started = new CountDownLatch(2);
      Callable<String> task =
          () -> {
            started.countDown();
            return blocked.call();
          };
      Thread stopper =
          Thread.ofPlatform()
              .start(() -> {
                Await.uninterruptibly(started::await);
                executor.shutdownNow();
              });
      List<Future<String>> futures = executor.invokeAll(List.of(task, task));
      assertThat(futures).allMatch(Future::isDone);
      assertThat(futures).extracting(Future::state).doesNotContain(Future.State.SUCCESS);
      stopper.join();
    }
    assertThat(events).containsExactly("interrupted", "interrupted");
  }

  /** All have been started then, so they all end as they would. */
  @EveryExecutor
  void aShutdownByTheLastTaskOfInvokeAllIsTooLateForIt(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      blocker.releaseLater(20);
      Callable<String> last =
          () -> {
            executor.shutdown();
            return blocked.call();
          };
      assertThat(executor.invokeAll(List.of(blocked, last)))
          .extracting(Future::resultNow)
          .containsExactly("blocked", "blocked");
    }
  }

  @EveryExecutor
  void invokeAnyReturnsOneResultAndCancelsTheRest(ExecutorMaker maker) throws Exception {
    try (ExecutorService executor = maker.open()) {
      Callable<String> result =
          () -> {
            Thread.sleep(20);
            return "result";
          };
      List<Callable<String>> tasks = List.of(blocked, failing(new IOException()), result);
      assertThat(executor.invokeAny(tasks)).isEqualTo("result");
      assertThat(executor.invokeAny(tasks, 50, SECONDS)).isEqualTo("result");
    }
  }

  @EveryExecutor
  void invokeAnyFailsIfAllFail(ExecutorMaker maker) {
    try (ExecutorService executor = maker.open()) {
      IOException thrown = new IOException();
      List<Callable<String>> tasks = List.of(failing(thrown), failing(thrown));
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> executor.invokeAny(tasks))
          .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> executor.invokeAny(tasks, 50, SECONDS))
          .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
      assertThatIllegalArgumentException().isThrownBy(() -> executor.invokeAny(List.of()));
    }
  }

  @EveryExecutor
  void invokeAnyEndsInTime(ExecutorMaker maker) {
    try (ExecutorService executor = maker.open()) {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> executor.invokeAny(List.of(blocked, blocked), 20, MILLISECONDS));
    }
  }

  @EveryExecutor
  void anInterruptEndsInvokeAny(ExecutorMaker maker) {
    try (ExecutorService executor = maker.open()) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> executor.invokeAny(List.of(blocked, blocked)));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }
}
