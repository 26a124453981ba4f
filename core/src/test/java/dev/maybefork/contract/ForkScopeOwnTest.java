package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletionException;

/** What a {@link ForkScope} is given to close, it closes: after the bodies, the last first. */
@SuppressWarnings({"FutureReturnValueIgnored", "MustBeClosedChecker"})
class ForkScopeOwnTest {
  private final Blocker blocker = new Blocker();
  private final List<String> events = new LockFreeList<>();

  /** Writes down that it's closed. */
  private AutoCloseable resource(String name) {
    return () -> events.add(name);
  }

  private AutoCloseable throwing(String name, Exception thrown) {
    return () -> {
      events.add(name);
      throw thrown;
    };
  }

  @EveryCaller
  void closesInReverseOrder() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      AutoCloseable first = resource("first");
      assertThat(scope.own(first)).isSameAs(first);
      scope.own(resource("second"));
      scope.own(resource("third"));
      assertThat(events).isEmpty();
    }
    assertThat(events).containsExactly("third", "second", "first");
  }

  @EveryCaller
  void ofBodiesBeforeAndAfterTheyForked() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      scope.own(resource("owner's"));
      scope.fork(() -> {
        scope.own(resource("before"));
        blocker.await();
        scope.own(resource("after"));
      });
      scope.fork(() -> {
        scope.own(resource("inline"));
      });
      blocker.releaseLater(20);
      scope.join();
      assertThat(events).isEmpty();
    }
    assertThat(events).containsExactly("after", "inline", "before", "owner's");
  }

  @EveryCaller
  void ofAnyThread() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      Thread.ofPlatform().start(() -> scope.own(resource("platform"))).join();
      Thread.ofVirtual().start(() -> scope.own(resource("virtual"))).join();
      MaybeFork.maybeFork(
              () -> {
                scope.own(resource("a body of no scope"));
              })
          .join();
    }
    assertThat(events).containsExactly("a body of no scope", "virtual", "platform");
  }

  @EveryCaller
  void whenAllBodiesHaveEnded() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.own(resource("closed"));
    scope.fork(() -> {
      try {
        blocker.await();
      } catch (InterruptedException e) {
        scope.own(resource("owned while the scope closes"));
        Thread.sleep(20);
        events.add("ended");
      }
    });
    assertThatIllegalStateException().isThrownBy(scope::close).withNoCause();
    assertThat(events).containsExactly("ended", "owned while the scope closes", "closed");
  }

  @EveryCaller
  void aRealOne() throws Exception {
    Socket client;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ForkScope scope = ForkScope.open()) {
      ServerSocket server = scope.own(new ServerSocket(0, 1, loopback));
      Fork<Integer> read = scope.fork(() -> scope.own(server.accept()).getInputStream().read());
      client = scope.own(new Socket(loopback, server.getLocalPort()));
      client.getOutputStream().write(1);
      scope.join();
      assertThat(read.resultNow()).isEqualTo(1);
      assertThat(client.isClosed()).isFalse();
    }
    assertThat(client.isClosed()).isTrue();
  }

  @EveryCaller
  void aLateOneIsClosedAndRefused() throws Exception {
    ForkScope scope = ForkScope.open();
    scope.close();
    assertThatIllegalStateException().isThrownBy(() -> scope.own(resource("late")));
    assertThat(events).containsExactly("late");
    IOException thrown = new IOException();
    assertThatIllegalStateException()
        .isThrownBy(() -> scope.own(throwing("failing", thrown)))
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(thrown));
    assertThat(events).containsExactly("late", "failing");
    scope.close();
    assertThat(events).containsExactly("late", "failing");
  }

  @EveryCaller
  void oneGivenByAnotherOnesCloseIsLate() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      scope.own(resource("last"));
      scope.own(
          () -> assertThatIllegalStateException().isThrownBy(() -> scope.own(resource("late"))));
    }
    assertThat(events).containsExactly("late", "last");
  }

  @EveryCaller
  void whatACloseThrowsUncheckedIsThrownAsItIs() throws Exception {
    RuntimeException exception = new ArithmeticException();
    ForkScope scope = ForkScope.open();
    scope.own(resource("other"));
    scope.own(throwing("failing", exception));
    assertThatThrownBy(scope::close).isSameAs(exception);
    scope.close(); // does nothing
    Error error = new Error();
    ForkScope another = ForkScope.open();
    another.own(resource("another"));
    another.own(() -> {
      throw error;
    });
    assertThatThrownBy(another::close).isSameAs(error);
    assertThat(events).containsExactly("failing", "other", "another");
  }

  @EveryCaller
  void whatACloseThrowsCheckedIsTheCause() throws Exception {
    IOException thrown = new IOException();
    ForkScope scope = ForkScope.open();
    scope.own(resource("other"));
    scope.own(throwing("failing", thrown));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(scope::close)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
    assertThat(events).containsExactly("failing", "other");
  }

  @EveryCaller
  void whatFurtherOnesThrowIsSuppressed() throws Exception {
    IOException last = new IOException("last");
    RuntimeException middle = new ArithmeticException("middle");
    IOException first = new IOException("first");
    ForkScope scope = ForkScope.open();
    scope.own(throwing("c", last));
    scope.own(throwing("b", middle));
    scope.own(throwing("a", first));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(scope::close)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(first));
    assertThat(first.getSuppressed()).containsExactly(middle, last);
    assertThat(events).containsExactly("a", "b", "c");
  }

  @EveryCaller
  void anInterruptedCloseKeepsTheInterrupt() throws Exception {
    InterruptedException thrown = new InterruptedException();
    ForkScope scope = ForkScope.open();
    scope.own(throwing("interrupted", thrown));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(scope::close)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
    assertThat(Thread.interrupted()).isTrue();
  }

  @EveryCaller
  void aCloseMayBlock() throws Exception {
    try (ForkScope scope = ForkScope.open()) {
      scope.own(resource("next"));
      scope.own(() -> {
        Thread.sleep(10);
        events.add("slept");
      });
    }
    assertThat(events).containsExactly("slept", "next");
  }

  @EveryCaller
  void whatIsThrownBesideWrongUseIsSuppressed() throws Exception {
    IOException thrown = new IOException();
    ForkScope scope = ForkScope.open();
    scope.own(throwing("failing", thrown));
    scope.fork(blocker::await);
    assertThatIllegalStateException()
        .isThrownBy(scope::close)
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(thrown));
  }

  @EveryCaller
  void allAreClosedAfterAFailure() throws Exception {
    ArithmeticException failure = new ArithmeticException();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> {
          try (ForkScope scope = ForkScope.open()) {
            scope.fork(() -> {
              scope.own(resource("of a body that fails"));
              blocker.await();
              throw failure;
            });
            blocker.releaseLater(20);
            scope.join();
          }
        })
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    assertThat(events).containsExactly("of a body that fails");
  }
}
