package dev.maybefork.examples.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;

/** Interrupts of a scope's owner, its end, what its subtasks inherit, and scopes within scopes. */
@Timeout(100)
class StructuredOwnerTest {
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  private final Probe probe = new Probe();

  @EveryOwner
  void anInterruptOfTheOwnerWhileASubtaskRunsIsKept(Owner by) throws Exception {
    by.run(() -> {
      Thread owner = Thread.currentThread();
      try (var scope = Scopes.open(Joiner.<Boolean>awaitAll())) {
        Subtask<Boolean> interrupted =
            scope.fork(() -> {
              owner.interrupt();
              return Thread.currentThread().isInterrupted();
            });
        assertThatExceptionOfType(InterruptedException.class)
            .isThrownBy(() -> {
              scope.join();
              Thread.sleep(Duration.ofSeconds(10)); // its threads may be gone before it looks
            });
        assertThat(interrupted.state()).isNotEqualTo(Subtask.State.FAILED);
      }
    });
  }

  @EveryOwner
  void anInterruptOfTheOwnerEndsJoin(Owner by) throws Exception {
    by.run(() -> {
      Thread owner = Thread.currentThread();
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(probe::await);
        probe.awaitBlock();
        Thread interrupter =
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  while (owner.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                  }
                  owner.interrupt();
                });
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(scope::join);
        assertThat(probe.isInterrupted()).isFalse();
        interrupter.join();
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  @EveryOwner
  void anInterruptOfTheOwnerIsNotTheSubtasks(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<Boolean>allSuccessfulOrThrow())) {
        Thread.currentThread().interrupt();
        scope.fork(() -> Thread.currentThread().isInterrupted());
        scope.fork(() -> {
          Thread.sleep(5);
          return Thread.currentThread().isInterrupted();
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(scope.join().map(Subtask::get)).containsExactly(false, false);
      }
    });
  }

  @EveryOwner
  void closeWaitsForWhatIgnoresInterrupts(Owner by) throws Exception {
    by.run(() -> {
      AtomicBoolean ended = new AtomicBoolean();
      try (var scope = Scopes.open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
        scope.fork(() -> {
          try {
            return probe.await();
          } catch (InterruptedException e) {
            Thread.sleep(50);
            ended.set(true);
            return "late";
          }
        });
        probe.awaitBlock();
        scope.fork(Scopes.fails());
        assertThatExceptionOfType(FailedException.class).isThrownBy(scope::join);
      }
      assertThat(ended.get()).isTrue();
    });
  }

  @EveryOwner
  @SuppressWarnings("MustBeClosedChecker") // it is, by hand
  void closeWithoutJoinIsRefused(Owner by) throws Exception {
    by.run(() -> {
      var scope = Scopes.open(Joiner.<String>awaitAll());
      scope.fork(probe::await);
      probe.awaitBlock();
      assertThatIllegalStateException().isThrownBy(scope::close);
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  // scoped values, nesting

  @EveryOwner
  void scopedValuesAreInherited(Owner by) throws Exception {
    by.run(() ->
        ScopedValue.where(SCOPED, "bound")
            .call(() -> {
              try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
                scope.fork(SCOPED::get);
                scope.fork(() -> {
                  String before = SCOPED.get();
                  probe.await();
                  return before + " and " + SCOPED.get();
                });
                scope.fork(() -> ScopedValue.where(SCOPED, "rebound").call(SCOPED::get));
                probe.releaseLater(20);
                assertThat(scope.join().map(Subtask::get))
                    .containsExactly("bound", "bound and bound", "rebound");
              }
              return assertThat(SCOPED.get()).isEqualTo("bound");
            }));
  }

  @EveryOwner
  void aForkUnderOtherScopedValuesIsRefused(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(() -> "before");
        assertThatExceptionOfType(StructureViolationException.class)
            .isThrownBy(
                () -> ScopedValue.where(SCOPED, "bound").call(() -> scope.fork(() -> "refused")));
        assertThat(scope.join().map(Subtask::state))
            .containsExactly(Subtask.State.SUCCESS, Subtask.State.UNAVAILABLE);
      }
    });
  }

  @EveryOwner
  @SuppressWarnings("MustBeClosedChecker") // it is the JDK that closes it
  void aScopeThatASubtaskLeavesOpenEndsWithIt(Owner by) throws Exception {
    by.run(() -> {
      AtomicBoolean ended = new AtomicBoolean();
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(() -> {
          var left = Scopes.open(Joiner.<String>awaitAll());
          left.fork(() -> {
            probe.await();
            ended.set(true);
            return "inner";
          });
          return "outer";
        });
        probe.awaitBlock();
        probe.releaseLater(20);
        assertThat(scope.join().map(Subtask::get)).containsExactly("outer");
        assertThat(ended.get()).isTrue();
      }
    });
  }

  @EveryOwner
  void aScopeInASubtask(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(() -> nested(0, 0));
        scope.fork(() -> nested(5, 0));
        scope.fork(() -> nested(0, 5));
        scope.fork(() -> nested(5, 5));
        assertThat(scope.join().map(Subtask::get)).containsExactly("00", "50", "05", "55");
      }
    });
  }

  /** A subtask that blocks or not, and then opens a scope whose subtask blocks or not. */
  private static String nested(int outerMillis, int innerMillis) throws InterruptedException {
    block(outerMillis);
    try (var scope = Scopes.open(Joiner.<Integer>allSuccessfulOrThrow())) {
      scope.fork(() -> block(innerMillis));
      return outerMillis + "" + scope.join().map(Subtask::get).toList().getFirst();
    }
  }

  private static int block(int millis) throws InterruptedException {
    if (millis > 0) {
      Thread.sleep(millis);
    }
    return millis;
  }

  @EveryOwner
  void aDeepTowerOfScopes(Owner by) throws Exception {
    by.run(() -> {
      List<Integer> blocks = new ArrayList<>();
      for (int at : new int[] {-1, 0, 50, 99}) {
        blocks.add(tower(100, at));
      }
      assertThat(blocks).containsOnly(100);
    });
  }

  private static int tower(int height, int blockAt) throws InterruptedException {
    block(height - 1 == blockAt ? 2 : 0);
    if (height == 0) {
      return 0;
    }
    try (var scope = Scopes.open(Joiner.<Integer>anySuccessfulResultOrThrow())) {
      scope.fork(() -> tower(height - 1, blockAt));
      return scope.join() + 1;
    }
  }

  @EveryOwner
  void aFailureReachesWhatIsNested(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(() -> {
          try (var inner = Scopes.open(Joiner.<String>anySuccessfulResultOrThrow())) {
            inner.fork(probe::await);
            return inner.join();
          }
        });
        probe.awaitBlock();
        scope.fork(Scopes.fails());
        assertThatExceptionOfType(FailedException.class).isThrownBy(scope::join);
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }
}
