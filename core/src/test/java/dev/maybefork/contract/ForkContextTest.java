package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.ForkContext;
import dev.maybefork.ForkGatherers;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What a body sees of its caller's thread locals. */
class ForkContextTest {
  private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

  /** The name of the user, as a framework would carry it over. */
  private static final class UserContext implements ForkContext {
    private final AtomicInteger restored = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    /** By the thread in which it was undone. */
    private final java.util.Map<Thread, String> leftBehind = new ConcurrentHashMap<>();

    @Override
    public Snapshot capture() {
      String captured = USER.get();
      return () -> {
        String before = USER.get();
        USER.set(captured);
        restored.incrementAndGet();
        return () -> {
          leftBehind.put(Thread.currentThread(), String.valueOf(USER.get()));
          set(before);
          closed.incrementAndGet();
        };
      };
    }

    void assertUndone(int times) {
      assertThat(restored).hasValue(times);
      assertThat(closed).hasValue(times);
    }
  }

  private final UserContext context = new UserContext();
  private final Blocker blocker = new Blocker();

  @AfterEach
  void release() {
    blocker.release();
  }

  private static void set(@Nullable String user) {
    if (user == null) {
      USER.remove();
    } else {
      USER.set(user);
    }
  }

  /** The caller, which may be a body itself, is a user meanwhile, whom its bodies see. */
  private void as(String user, ForkBodyOfTest code) throws Exception {
    USER.set(user);
    try (var _ = ForkContext.register(context)) {
      code.run();
      assertThat(USER.get()).as("the caller's own").isEqualTo(user);
    } finally {
      USER.remove();
    }
  }

  private interface ForkBodyOfTest {
    void run() throws Exception;
  }

  /** A body that says which user it sees, before it blocks and afterwards. */
  private String seenAroundBlock() throws InterruptedException {
    String before = USER.get();
    blocker.await();
    return before + " " + USER.get();
  }

  @EveryCaller
  void aBodyThatDoesNotForkSeesItAndChangesItForItselfAlone() throws Exception {
    as(
        "ann",
        () -> {
          Fork<String> fork =
              maybeFork(() -> {
                String seen = USER.get();
                USER.set("eve");
                return Objects.requireNonNull(seen);
              });
          assertThat(fork.forked()).isFalse();
          assertThat(fork.join()).isEqualTo("ann");
        });
    context.assertUndone(1);
    assertThat(context.leftBehind.values()).containsExactly("eve");
  }

  @EveryCaller
  void aBodyThatForksSeesWhatWasThereAtTheCall() throws Exception {
    as(
        "ann",
        () -> {
          Fork<String> fork = maybeFork(this::seenAroundBlock);
          assertThat(fork.forked()).isTrue();
          USER.set("bob");
          blocker.release();
          assertThat(fork.join()).isEqualTo("ann ann");
          USER.set("ann");
        });
    context.assertUndone(1);
  }

  @EveryCaller
  void aBodyInABodyHasItFromThere() throws Exception {
    as(
        "ann",
        () -> {
          Fork<String> fork =
              maybeFork(() -> {
                USER.set("eve");
                return maybeFork(this::seenAroundBlock).join();
              });
          blocker.release();
          assertThat(fork.join()).isEqualTo("eve eve");
        });
    context.assertUndone(2);
  }

  @EveryCaller
  void itIsUndoneIfTheBodyThrows() throws Exception {
    as(
        "ann",
        () -> {
          Fork<Void> fork =
              maybeFork(() -> {
                throw new IllegalStateException("of the body");
              });
          assertThatThrownBy(fork::join).hasRootCauseMessage("of the body");
        });
    context.assertUndone(1);
  }

  @EveryCaller
  void anItemIsNotSeenByTheNext() throws Exception {
    List<String> seen = Collections.synchronizedList(new java.util.ArrayList<>());
    as(
        "ann",
        () -> {
          Fork<Void> loop =
              ForkLoop.over(List.of("a", "b", "c", "d"))
                  .run(item -> {
                    seen.add(item + " " + USER.get());
                    USER.set("eve");
                    if (item.equals("b")) {
                      blocker.await();
                    }
                  });
          assertThat(loop.forked()).isTrue();
          blocker.release();
          loop.join();
        });
    assertThat(seen).containsExactlyInAnyOrder("a ann", "b ann", "c ann", "d ann");
    context.assertUndone(4);
  }

  @EveryCaller
  void theBodiesOfAScopeSeeWhoForksThem() throws Exception {
    as(
        "ann",
        () -> {
          try (ForkScope scope = ForkScope.open()) {
            Fork<String> first = scope.fork(this::seenAroundBlock);
            USER.set("bob");
            Fork<String> second = scope.fork(this::seenAroundBlock);
            blocker.release();
            scope.join();
            assertThat(first.join()).isEqualTo("ann ann");
            assertThat(second.join()).isEqualTo("bob bob");
            USER.set("ann");
          }
        });
    context.assertUndone(2);
  }

  @EveryCaller
  void theTasksOfAnExecutorSeeWhoSubmitsThem() throws Exception {
    as(
        "ann",
        () -> {
          try (ExecutorService executor = MaybeFork.executor()) {
            Future<String> blocking = executor.submit(this::seenAroundBlock);
            Future<String> quick = executor.submit(USER::get);
            assertThat(quick.get()).isEqualTo("ann");
            blocker.release();
            assertThat(blocking.get()).isEqualTo("ann ann");
          }
        });
    context.assertUndone(2);
  }

  @EveryCaller
  void theTasksOfInvokeAllDoNotSeeEachOther() throws Exception {
    as(
        "ann",
        () -> {
          try (ExecutorService executor = MaybeFork.executor()) {
            Callable<String> task =
                () -> {
                  String seen = USER.get();
                  USER.set("eve");
                  return Objects.requireNonNull(seen);
                };
            for (Future<String> future : executor.invokeAll(List.of(task, task, task))) {
              assertThat(future.get()).isEqualTo("ann");
            }
          }
        });
    context.assertUndone(3);
  }

  @EveryCaller
  void aThreadSeesWhoMakesIt() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>();
    AtomicReference<Thread> thread = new AtomicReference<>();
    as(
        "ann",
        () -> {
          thread.set(MaybeFork.threadFactory().newThread(() -> seen.set(USER.get())));
          USER.set("bob");
          thread.get().start();
          thread.get().join();
          USER.set("ann");
        });
    assertThat(seen).hasValue("ann");
    context.assertUndone(1);
  }

  @EveryCaller
  void theElementsOfAGathererSeeTheStreamsThread() throws Exception {
    as(
        "ann",
        () ->
            assertThat(
                    Stream.of(1, 2)
                        .gather(ForkGatherers.mapConcurrent(2, i -> i + " " + USER.get()))
                        .toList())
                .containsExactly("1 ann", "2 ann"));
    context.assertUndone(2);
  }

  @EveryCaller
  void whatIsGivenHoldsAlone() throws Exception {
    UserContext given = new UserContext();
    as(
        "ann",
        () -> {
          try (ForkScope scope = ForkScope.open(1, ForkOn.BLOCKING, given);
              ExecutorService executor = MaybeFork.executor(ForkOn.BLOCKING, given)) {
            assertThat(scope.fork(USER::get).join()).isEqualTo("ann");
            scope.join();
            assertThat(executor.submit(USER::get).get()).isEqualTo("ann");
          }
          assertThat(ForkLoop.over(List.of(1, 2)).context(given).map(_ -> USER.get()).join())
              .containsExactly("ann", "ann");
          Thread thread = MaybeFork.threadFactory(ForkOn.BLOCKING, given).newThread(() -> {});
          thread.start();
          thread.join();
        });
    given.assertUndone(5);
    context.assertUndone(0);
  }

  @EveryCaller
  void noneIsNone() throws Exception {
    as(
        "ann",
        () -> {
          try (ForkScope scope = ForkScope.open(1, ForkOn.BLOCKING, ForkContext.none());
              ExecutorService executor = MaybeFork.executor(ForkOn.BLOCKING, ForkContext.none())) {
            Fork<@Nullable String> fork = scope.fork(USER::get);
            assertThat(fork.join()).isNull();
            scope.join();
            assertThat(executor.submit(USER::get).get()).isNull();
          }
        });
    context.assertUndone(0);
  }

  @EveryCaller
  void whatIsNoLongerRegisteredIsNotAsked() throws Exception {
    ForkContext.Registration first = ForkContext.register(context);
    ForkContext.Registration second = ForkContext.register(context);
    maybeFork(() -> {}).join();
    context.assertUndone(2);
    second.close();
    second.close(); // does nothing
    maybeFork(() -> {}).join();
    context.assertUndone(3);
    first.close();
    maybeFork(() -> {}).join();
    context.assertUndone(3);
  }

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

  /** A context that waits for something is as a body that does. */
  @EveryCaller
  void aContextThatBlocksForks() throws Exception {
    ForkContext waiting =
        () ->
            () -> {
              blocker.awaitUninterruptibly();
              return () -> {};
            };
    try (var _ = ForkContext.register(waiting)) {
      Fork<String> fork = maybeFork(() -> "done");
      assertThat(fork.forked()).isTrue();
      blocker.release();
      assertThat(fork.join()).isEqualTo("done");
    }
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
