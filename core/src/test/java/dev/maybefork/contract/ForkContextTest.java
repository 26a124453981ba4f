package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static dev.maybefork.contract.UserContext.USER;
import static org.assertj.core.api.Assertions.assertThat;
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
import dev.maybefork.testing.LockFreeList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What a body sees of its caller's thread locals. */
class ForkContextTest {
  private final UserContext context = new UserContext();
  private final Blocker blocker = new Blocker();

  @AfterEach
  void release() {
    blocker.release();
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
    List<String> seen = new LockFreeList<>();
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
}
