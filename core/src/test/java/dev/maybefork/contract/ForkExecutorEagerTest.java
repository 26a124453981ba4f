package dev.maybefork.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What is ours in the executor: tasks are calls until they block. */
@SuppressWarnings("FutureReturnValueIgnored")
class ForkExecutorEagerTest {
  private final Blocker blocker = new Blocker();
  private final List<String> events = new LockFreeList<>();

  @BeforeEach
  void isOpen() {
    assumeFalse(Caller.watches(), "the JDK's executor");
  }

  @EveryCaller
  void aTaskThatDoesNotBlockIsDoneWhenSubmitReturns() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      assertThat(executor.submit(() -> "result").resultNow()).isEqualTo("result");
      assertThat(executor.submit(() -> {}, "given").resultNow()).isEqualTo("given");
      executor.execute(() -> events.add("executed"));
      assertThat(events).containsExactly("executed");
      Future<?> blocked = executor.submit(blocker::awaitUninterruptibly);
      assertThat(blocked.isDone()).isFalse();
      blocker.release();
    }
  }

  @EveryCaller
  void invokeAllOfTasksThatDoNotBlockUsesOneThread() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      Callable<Thread> task = Thread::currentThread;
      List<Future<Thread>> threads = executor.invokeAll(Collections.nCopies(100, task));
      assertThat(threads).extracting(Future::resultNow).hasSize(100);
      assertThat(threads.stream().map(Future::resultNow).distinct())
          .singleElement()
          .matches(Thread::isVirtual)
          .isNotSameAs(Thread.currentThread());
    }
  }

  @EveryCaller
  void tasksOfInvokeAllAreBlockedAllAtOnce() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      CountDownLatch all = new CountDownLatch(50);
      Callable<Thread> task =
          () -> {
            all.countDown();
            all.await();
            return Thread.currentThread();
          };
      List<Future<Thread>> threads = executor.invokeAll(Collections.nCopies(50, task));
      assertThat(threads.stream().map(Future::resultNow).distinct()).hasSize(50);
    }
  }

  @EveryCaller
  void aPendingInterruptKeepsNoTaskFromStarting() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      CountDownLatch started = new CountDownLatch(3);
      Callable<String> task =
          () -> {
            started.countDown();
            blocker.await();
            return "";
          };
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> executor.invokeAll(List.of(task, task, task)));
      assertThat(started.getCount()).isZero();
    }
  }

  @EveryCaller
  void shutdownNowKeepsTasksOfInvokeAllFromStarting() throws Exception {
    ExecutorService executor = MaybeFork.executor();
    Callable<String> stopping =
        () -> {
          executor.shutdownNow();
          assertThat(Thread.interrupted()).isTrue();
          return "stopped";
        };
    Callable<String> next =
        () -> {
          events.add("started");
          return "";
        };
    List<Future<String>> futures = executor.invokeAll(List.of(stopping, next, next));
    assertThat(futures.get(0).resultNow()).isEqualTo("stopped");
    assertThat(futures.subList(1, 3)).allMatch(Future::isCancelled);
    assertThat(events).isEmpty();
    assertThat(executor.awaitTermination(50, SECONDS)).isTrue();
  }

  @EveryCaller
  void afterShutdownInvokeAllForksNoFurther() throws Exception {
    ExecutorService executor = MaybeFork.executor();
    Callable<String> stopping =
        () -> {
          executor.shutdown();
          blocker.await();
          return "";
        };
    Callable<String> next =
        () -> {
          events.add("started");
          return "";
        };
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> executor.invokeAll(List.of(stopping, next)));
    assertThat(events).isEmpty();
    assertThat(executor.awaitTermination(50, SECONDS)).isTrue(); // the first was interrupted
  }

  /** Runs something in the thread that interrupts the one that is blocked on it. */
  private static final class Hook extends AbstractInterruptibleChannel {
    private final Runnable hook;
    private final Blocker blocker;

    Hook(Runnable hook, Blocker blocker) {
      this.hook = hook;
      this.blocker = blocker;
    }

    void block() {
      begin();
      blocker.awaitUninterruptibly();
    }

    @Override
    protected void implCloseChannel() {
      hook.run();
      blocker.release();
    }
  }

  /** A loop that began after the others were cancelled would not be by the interrupt of threads. */
  @EveryCaller
  void whileItShutsDownNoInvokeAllBegins() throws Exception {
    ExecutorService executor = MaybeFork.executor();
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Runnable late =
        () -> {
          try {
            executor.invokeAll(List.of(() -> events.add("started")));
          } catch (RejectedExecutionException | InterruptedException e) {
            thrown.set(e);
          }
        };
    Thread invoker = Thread.ofPlatform().start(() -> invokeHook(executor, late));
    Await.until(() -> events.contains("spins"), "the second task runs");
    executor.shutdownNow();
    events.add("over");
    invoker.join();
    assertThat(thrown.get()).isInstanceOf(RejectedExecutionException.class);
    assertThat(events).containsExactly("spins", "over");
  }

  /** One that is blocked on the hook, and one that runs until the shutdown is over. */
  private void invokeHook(ExecutorService executor, Runnable late) {
    Hook hook = new Hook(late, blocker);
    Callable<String> blocks =
        () -> {
          hook.block();
          return "";
        };
    Callable<String> spins =
        () -> {
          events.add("spins");
          while (!events.contains("over")) {
            Thread.onSpinWait();
          }
          return "";
        };
    try {
      executor.invokeAll(List.of(blocks, spins));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @EveryCaller
  void whatHasNoTimeLeftIsNotStarted() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      List<Callable<Boolean>> tasks = Collections.nCopies(3, () -> events.add("started"));
      assertThat(executor.invokeAll(tasks, 0, SECONDS)).hasSize(3).allMatch(Future::isCancelled);
      assertThat(events).isEmpty();
    }
  }

  @EveryCaller
  void aTaskOfInvokeAllIsNoBody() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      Callable<String> task =
          () -> {
            assertThatIllegalStateException().isThrownBy(MaybeFork::endFork);
            return "refused";
          };
      assertThat(executor.invokeAll(List.of(task, task)))
          .extracting(Future::resultNow)
          .containsExactly("refused", "refused");
    }
  }

  @EveryCaller
  void completableFuturesTakeIt() throws Exception {
    try (ExecutorService executor = MaybeFork.executor()) {
      CompletableFuture<String> done =
          CompletableFuture.supplyAsync(() -> "result", executor)
              .thenApplyAsync(result -> result + "!", executor);
      assertThat(done).isCompletedWithValue("result!");
      CompletableFuture<String> blocked =
          CompletableFuture.runAsync(blocker::awaitUninterruptibly, executor)
              .thenApplyAsync(nothing -> "after", executor);
      assertThat(blocked).isNotDone();
      blocker.release();
      assertThat(blocked.get(50, SECONDS)).isEqualTo("after");
    }
  }
}
