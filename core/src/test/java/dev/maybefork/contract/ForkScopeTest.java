package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.ForkScope;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.BodyCounter;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.ChildHook;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.Interrupting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forks of a {@link ForkScope} end before it does, whatever happens. */
@SuppressWarnings("FutureReturnValueIgnored")
class ForkScopeTest {
  private final Blocker blocker = new Blocker();
  private final BodyCounter bodies = new BodyCounter();
  private final Interrupting interrupting = new Interrupting();

  @EveryCaller
  void aBodyThatDoesNotBlockIsAPlainCall() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<String> fork = scope.fork(() -> "result");
      assertThat(fork.forked()).isFalse();
      assertThat(fork.resultNow()).isEqualTo("result");
      Fork<Void> nothing = scope.fork(() -> {});
      assertThat(nothing.resultNow()).isNull();
    } // join has nothing to wait for
  }

  @EveryCaller
  void joinWaitsForAll() throws Exception {
    List<Fork<Integer>> forks = new ArrayList<>();
    try (ForkScope scope = ForkScope.open()) {
      for (int i = 0; i < 5; i++) {
        int number = i;
        forks.add(
            scope.fork(
                bodies.of(() -> {
                  blocker.await();
                  Thread.sleep(5L * number);
                  return number;
                })));
      }
      assertThat(forks).allMatch(Fork::forked).noneMatch(Fork::isDone);
      blocker.releaseLater(20);
      scope.join();
      assertThat(forks.stream().map(Fork::resultNow)).containsExactly(0, 1, 2, 3, 4);
    }
    bodies.assertAllEnded(5);
  }

  @EveryCaller
  void afterJoinItGoesOn() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      scope.join();
      for (int i = 0; i < 3; i++) {
        Fork<String> fork =
            scope.fork(() -> {
              Thread.sleep(20);
              return "result";
            });
        scope.join();
        assertThat(fork.resultNow()).isEqualTo("result");
        scope.join();
      }
    }
  }

  @EveryCaller
  void whenTheOwnerThrows() throws Exception {
    IOException thrown = new IOException("thrown by the owner");
    assertThatThrownBy(
            () -> {
              try (ForkScope scope = ForkScope.open()) {
                scope.fork(bodies.slowToEnd(blocker));
                scope.fork(bodies.slowToEnd(blocker));
                throw thrown;
              }
            })
        .isSameAs(thrown)
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .isInstanceOf(IllegalStateException.class)
                .hasToString(
                    "java.lang.IllegalStateException: 2 bodies were running, and are cancelled:"
                        + " call join() before close()"));
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void whenTheOwnerWasInterruptedBeforeJoin() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<Void> fork = scope.fork(bodies.slowToEnd(blocker));
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(scope::join);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(fork.isDone()).isFalse(); // nothing is cancelled by that
      assertThat(scope.fork(() -> "result").resultNow()).isEqualTo("result");
      blocker.releaseLater(20);
      scope.join();
      assertThat(fork.state()).isEqualTo(Fork.State.SUCCESS);
    }
    bodies.assertAllEnded(1);
  }

  @EveryCaller
  void whenTheOwnerIsInterruptedInJoin() throws Exception {
    List<Fork<Void>> forks = new ArrayList<>();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> {
          try (ForkScope scope = ForkScope.open()) {
            forks.add(scope.fork(bodies.slowToEnd(blocker)));
            forks.add(scope.fork(bodies.slowToEnd(blocker)));
            interrupting.later(Thread.currentThread(), 20);
            scope.join();
          }
        })
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty()); // it did call join
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(forks).allMatch(Fork::isCancelled);
    bodies.assertAllEnded(2);
  }

  @EveryCaller
  void whenTheOwnerIsInterruptedInClose() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.fork(bodies.ofBody(blocker::awaitUninterruptibly));
    Thread.currentThread().interrupt();
    interrupting.later(Thread.currentThread(), 20);
    blocker.releaseLater(60);
    assertThatIllegalStateException().isThrownBy(scope::close);
    assertThat(Thread.interrupted()).isTrue();
    interrupting.await();
    Thread.interrupted();
    bodies.assertAllEnded(1);
  }

  static Stream<Caller> twoCallers() {
    return Stream.of(Caller.Kind.PLATFORM, Caller.Kind.VIRTUAL)
        .map(kind -> new Caller(kind, Caller.Holding.NOTHING));
  }

  /** It takes a second until close is out of patience. */
  @Tag("contract")
  @ParameterizedTest(name = "{0}")
  @MethodSource("twoCallers")
  void whenBodiesIgnoreAnInterruptAndBlockAgain(Caller by) throws Exception {
    by.run(() -> {
      AtomicInteger ignored = new AtomicInteger();
      ForkScope scope = ForkScope.open();
      for (int i = 0; i < 2; i++) {
        scope.fork(
            bodies.ofBody(() -> {
              try {
                blocker.await();
              } catch (InterruptedException e) {
                ignored.incrementAndGet();
              }
              blocker.await();
            }));
      }
      assertThatIllegalStateException().isThrownBy(scope::close);
      assertThat(ignored).hasValue(2);
      bodies.assertAllEnded(2);
    });
  }

  @EveryCaller
  void whenBodiesForkFurtherBodies() throws Exception {
    AtomicInteger depth = new AtomicInteger();
    try (ForkScope scope = ForkScope.open()) {
      forkChain(scope, 5, depth);
      blocker.releaseLater(20);
      scope.join();
      assertThat(depth).hasValue(5);
    }
    bodies.assertAllEnded(5);
  }

  private void forkChain(ForkScope scope, int rest, AtomicInteger depth) {
    if (rest == 0) {
      return;
    }
    scope.fork(
        bodies.ofBody(() -> {
          if (rest % 2 == 0) {
            forkChain(scope, rest - 1, depth);
            blocker.await();
          } else {
            blocker.await();
            forkChain(scope, rest - 1, depth);
          }
          depth.incrementAndGet();
        }));
  }

  @EveryCaller
  void whenBodiesForkWhileItCloses() throws Exception {
    AtomicReference<Fork<Void>> late = new AtomicReference<>();
    ForkScope scope = ForkScope.open();
    scope.fork(
        bodies.ofBody(() -> {
          try {
            blocker.await();
          } catch (InterruptedException e) {
            late.set(scope.fork(bodies.ofBody(() -> {})));
          }
        }));
    assertThatIllegalStateException().isThrownBy(scope::close);
    assertThat(late.get().isCancelled()).isTrue();
    bodies.assertAllEnded(1); // the late one didn't run
  }

  @EveryCaller
  void whenABodyHoldsASocket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ForkScope scope = ForkScope.open();
      Fork<Void> fork = scope.fork(bodies.ofBody(() -> server.accept().close()));
      assertThat(fork.forked()).isTrue();
      assertThatIllegalStateException().isThrownBy(scope::close);
      assertThat(fork.isCancelled()).isTrue();
    }
    bodies.assertAllEnded(1);
  }

  @EveryCaller
  void whenABodyOpensAScopeOfItsOwn() throws Exception {
    try (ForkScope outer = ForkScope.open()) {
      Fork<String> fork =
          outer.fork(() -> {
            try (ForkScope inner = ForkScope.open()) {
              Fork<String> innermost =
                  inner.fork(
                      bodies.of(() -> {
                        blocker.await();
                        return "result";
                      }));
              inner.join();
              return innermost.resultNow();
            }
          });
      assertThat(fork.forked()).isTrue();
      blocker.releaseLater(20);
      outer.join();
      assertThat(fork.resultNow()).isEqualTo("result");
    }
    bodies.assertAllEnded(1);
  }

  /** A fork that can't begin is none, and nobody waits for it. */
  @EveryCaller
  void whenAForkCannotBegin() throws Exception {
    ArithmeticException thrown = new ArithmeticException();
    ChildHook refusing =
        new ChildHook(() -> {
          throw thrown;
        });
    refusing.set("value");
    try (ForkScope scope = ForkScope.open()) {
      assertThatThrownBy(() -> scope.fork(bodies.ofBody(() -> {}))).isSameAs(thrown);
      refusing.remove();
      scope.join();
    }
    bodies.assertAllEnded(0);
  }

  @EveryCaller
  void anotherThreadMayJoinASingleFork() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Fork<String> fork =
          scope.fork(() -> {
            blocker.await();
            return "result";
          });
      Fork<String> other = maybeFork(fork::join);
      blocker.releaseLater(20);
      assertThat(other.join()).isEqualTo("result");
      scope.join();
    }
  }
}
