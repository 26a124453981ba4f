package dev.maybefork.examples.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;

/** What the JDK promises of a scope holds with our threads. */
@Timeout(100)
class StructuredTaskScopeTest {
  private final Probe probe = new Probe();
  private final Probe other = new Probe();

  // results

  @EveryOwner
  void resultsOfSubtasksThatBlockAndDoNot(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(() -> "at once");
        scope.fork(probe::await);
        scope.fork(() -> "at once too");
        probe.release();
        assertThat(scope.join().map(Subtask::get))
            .containsExactly("at once", "released", "at once too");
      }
    });
  }

  @EveryOwner
  void manySubtasks(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<Integer>allSuccessfulOrThrow())) {
        for (int i = 0; i < 1000; i++) {
          int number = i;
          scope.fork(() -> {
            if (number % 10 == 0) {
              Thread.sleep(1);
            }
            return number;
          });
        }
        assertThat(scope.join().map(Subtask::get))
            .isEqualTo(IntStream.range(0, 1000).boxed().toList());
      }
    });
  }

  @EveryOwner
  void aSubtaskThatEndedIsDoneWhenForkReturns(Owner by) throws Exception {
    assumeTrue(Scopes.areEager());
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>awaitAll())) {
        Subtask<String> subtask = scope.fork(() -> "done");
        assertThat(subtask.state()).isEqualTo(Subtask.State.SUCCESS);
        assertThatIllegalStateException().isThrownBy(subtask::get);
        scope.join();
        assertThat(subtask.get()).isEqualTo("done");
      }
    });
  }

  @EveryOwner
  void aSubtaskThatDoesNotBlockRunsOnTheOwnersStack(Owner by) throws Exception {
    assumeTrue(MaybeFork.engineStatus().engine().equals("inline") && !by.holdsMonitor());
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<Thread>allSuccessfulOrThrow())) {
        Thread below = carrier();
        scope.fork(StructuredTaskScopeTest::carrier);
        assertThat(scope.join().map(Subtask::get)).containsExactly(below);
        assertThat(below == Thread.currentThread()).isEqualTo(!by.isVirtual());
      }
    });
  }

  private static Thread carrier() throws ReflectiveOperationException {
    var method = Thread.class.getDeclaredMethod("currentCarrierThread");
    method.setAccessible(true);
    return (Thread) method.invoke(null);
  }

  @EveryOwner
  void aSubtaskIsNotTheOwner(Owner by) throws Exception {
    by.run(() -> {
      Thread owner = Thread.currentThread();
      try (var scope = Scopes.open(Joiner.<Boolean>awaitAll())) {
        Subtask<Boolean> isOwner = scope.fork(() -> Thread.currentThread() == owner);
        Subtask<Boolean> forks = scope.fork(() -> scope.fork(() -> true).get());
        scope.join();
        assertThat(isOwner.get()).isFalse();
        assertThat(forks.exception()).isInstanceOf(WrongThreadException.class);
      }
    });
  }

  @EveryOwner
  void aSubtaskThatNeedsTheOwnersMonitorForks(Owner by) throws Exception {
    by.run(() -> {
      Object monitor = new Object();
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        synchronized (monitor) {
          Subtask<String> subtask =
              scope.fork(() -> {
                synchronized (monitor) {
                  return "entered";
                }
              });
          assertThat(subtask.state()).isEqualTo(Subtask.State.UNAVAILABLE);
        }
        assertThat(scope.join().map(Subtask::get)).containsExactly("entered");
      }
    });
  }

  // joiners

  @EveryOwner
  void theFirstSuccessInterruptsTheOthers(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>anySuccessfulResultOrThrow())) {
        scope.fork(probe::await);
        probe.awaitBlock();
        scope.fork(() -> "first");
        assertThat(scope.join()).isEqualTo("first");
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  @EveryOwner
  void aSuccessAtOnceKeepsOthersFromStarting(Owner by) throws Exception {
    assumeTrue(Scopes.areEager());
    by.run(() -> {
      AtomicBoolean ran = new AtomicBoolean();
      try (var scope = Scopes.open(Joiner.anySuccessfulResultOrThrow())) {
        scope.fork(() -> "first");
        assertThat(scope.isCancelled()).isTrue();
        Subtask<String> late =
            scope.fork(() -> {
              ran.set(true);
              return "late";
            });
        assertThat(late.state()).isEqualTo(Subtask.State.UNAVAILABLE);
        assertThat(scope.join()).isEqualTo("first");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
      assertThat(ran.get()).isFalse();
    });
  }

  @EveryOwner
  void aFailureIsNoSuccess(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>anySuccessfulResultOrThrow())) {
        scope.fork(Scopes.fails());
        scope.fork(probe::await);
        scope.fork(Scopes.fails());
        probe.releaseLater(20);
        assertThat(scope.join()).isEqualTo("released");
      }
    });
  }

  @EveryOwner
  void awaitAllWaitsForFailuresToo(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>awaitAll())) {
        Subtask<String> failed = scope.fork(Scopes.fails());
        Subtask<String> blocked = scope.fork(probe::await);
        probe.releaseLater(20);
        scope.join();
        assertThat(scope.isCancelled()).isFalse();
        assertThat(failed.exception()).isInstanceOf(IOException.class);
        assertThat(blocked.get()).isEqualTo("released");
      }
    });
  }

  @EveryOwner
  void allUntilStopsWhereItIsTold(Owner by) throws Exception {
    by.run(() -> {
      AtomicInteger ended = new AtomicInteger();
      try (var scope = Scopes.open(Joiner.<String>allUntil(_ -> ended.incrementAndGet() == 2))) {
        scope.fork(() -> "first");
        scope.fork(probe::await);
        probe.awaitBlock();
        scope.fork(() -> "second");
        assertThat(scope.join().map(Subtask::state))
            .containsExactly(
                Subtask.State.SUCCESS, Subtask.State.UNAVAILABLE, Subtask.State.SUCCESS);
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  // failure, timeout, interrupts

  @EveryOwner
  void aFailureInterruptsTheOthers(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>allSuccessfulOrThrow())) {
        scope.fork(probe::await);
        probe.awaitBlock();
        scope.fork(Scopes.fails());
        assertThatExceptionOfType(FailedException.class)
            .isThrownBy(scope::join)
            .withCauseInstanceOf(IOException.class);
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  @EveryOwner
  void aFailureAfterABlockInterruptsTheOthers(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
        scope.fork(probe::await);
        scope.fork(() -> {
          other.await();
          throw new StackOverflowError("as any error");
        });
        probe.awaitBlock();
        other.releaseLater(20);
        assertThatExceptionOfType(FailedException.class)
            .isThrownBy(scope::join)
            .withCauseInstanceOf(StackOverflowError.class);
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  @EveryOwner
  void theTimeoutInterruptsWhatIsBlocked(Owner by) throws Exception {
    by.run(() -> {
      try (var scope =
          StructuredTaskScope.open(
              Joiner.<String>allSuccessfulOrThrow(),
              config ->
                  config
                      .withThreadFactory(MaybeFork.threadFactory())
                      .withTimeout(Duration.ofMillis(100)))) {
        scope.fork(probe::await);
        probe.awaitBlock();
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(scope::join);
      }
      assertThat(probe.isInterrupted()).isTrue();
    });
  }

  @EveryOwner
  void theTimeoutInterruptsWhatRuns(Owner by) throws Exception {
    by.run(() -> {
      AtomicBoolean sleptOn = new AtomicBoolean();
      try (var scope =
          StructuredTaskScope.open(
              Joiner.<String>allSuccessfulOrThrow(),
              config ->
                  config
                      .withThreadFactory(MaybeFork.threadFactory())
                      .withTimeout(Duration.ofMillis(20)))) {
        scope.fork(() -> {
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          Thread.sleep(Duration.ofHours(1));
          sleptOn.set(true);
          return "late";
        });
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(scope::join);
      }
      assertThat(sleptOn.get()).isFalse();
    });
  }

  @EveryOwner
  void anOverflowIsAFailure(Owner by) throws Exception {
    by.run(() -> {
      try (var scope = Scopes.open(Joiner.<Integer>allSuccessfulOrThrow())) {
        scope.fork(() -> overflow(0));
        assertThatExceptionOfType(FailedException.class)
            .isThrownBy(scope::join)
            .withCauseInstanceOf(StackOverflowError.class);
      }
    });
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }
}
