package dev.maybefork.internal.engine;

import static dev.maybefork.MaybeFork.blocking;
import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkScope;
import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Children that wait for their turn, as all helpers are busy. */
@Tag("contract")
class BusyHelpersTest {
  private static final int HELPERS = 64;

  private final Blocker busy = new Blocker();
  private final List<Fork<Void>> others = new ArrayList<>();

  @BeforeEach
  void makeHelpersBusy() throws Exception {
    assumeFalse(Caller.watches(), "where children are watched, there are no helpers");
    CountDownLatch begun = new CountDownLatch(HELPERS);
    for (int i = 0; i < HELPERS; i++) {
      others.add(
          onHelper(() -> {
            begun.countDown();
            busy.await();
          }));
    }
    assertThat(begun.await(100, SECONDS)).isTrue();
  }

  /** A body that waits without leaving its helper, as native code does. */
  private static Fork<Void> onHelper(ForkBody wait) {
    return maybeFork(() ->
        blocking(() -> {
          Internals.pin();
          try {
            wait.run();
            return null;
          } finally {
            Internals.unpin();
          }
        }));
  }

  /** As many calls at a time as ever. */
  @AfterEach
  void noHelperIsLost() throws Exception {
    busy.release();
    CountDownLatch begun = new CountDownLatch(others.size());
    List<Fork<Void>> more = new ArrayList<>();
    for (Fork<Void> other : others) {
      other.get(100, SECONDS);
      more.add(
          onHelper(() -> {
            begun.countDown();
            begun.await();
          }));
    }
    for (Fork<Void> other : more) {
      other.get(100, SECONDS);
    }
  }

  private static String where() {
    Thread current = Thread.currentThread();
    String carrier = current.toString().replaceAll(".*@|\\d+", "");
    return carrier + (current.isInterrupted() ? "interrupted" : "");
  }

  @EveryCaller
  void cancelReturnsAtOnceAndTheCallIsStillMade() throws Exception {
    CompletableFuture<String> call = new CompletableFuture<>();
    Fork<Boolean> fork = maybeFork(() -> blocking(() -> call.complete(where())));
    assertThat(fork.forked()).isTrue();
    assertThat(fork.cancel(true)).isTrue();
    assertThat(fork.isDone()).isTrue();
    busy.release();
    assertThat(call.get(100, SECONDS)).isEqualTo("maybefork-helper-interrupted");
  }

  @EveryCaller
  void interruptsDoNotEndTheWaitAndAreNotLost() throws Exception {
    AtomicReference<Thread> child = new AtomicReference<>();
    Fork<String> fork =
        maybeFork(() -> {
          child.set(Thread.currentThread());
          String call = blocking(BusyHelpersTest::where);
          try {
            Thread.sleep(100_000);
            return "lost";
          } catch (InterruptedException e) {
            return call;
          }
        });
    assertThat(fork.forked()).isTrue();
    for (int i = 0; i < 200; i++) {
      child.get().interrupt();
    }
    assertThat(fork.isDone()).isFalse();
    busy.release();
    assertThat(fork.get(100, SECONDS)).isEqualTo("maybefork-helper-interrupted");
  }

  @EveryCaller
  void anInterruptOfAHeldCallerReachesTheCall() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      Blocker first = new Blocker();
      var _ = scope.fork(first::await);
      CompletableFuture<Thread> child = new CompletableFuture<>();
      interruptWhileItWaits(Thread.currentThread(), child);
      Fork<String> held =
          scope.fork(() -> {
            child.complete(Thread.currentThread());
            return blocking(BusyHelpersTest::where);
          });
      assertThat(held.forked()).isFalse();
      assertThat(held.resultNow()).isEqualTo("maybefork-helper-interrupted");
      assertThat(Thread.interrupted()).isTrue();
      first.release();
      scope.join();
    }
  }

  private void interruptWhileItWaits(Thread caller, CompletableFuture<Thread> child) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Thread thread = child.join();
          Await.until(() -> thread.getState() == Thread.State.WAITING, "the body waits");
          caller.interrupt();
          Await.until(thread::isInterrupted, "the interrupt has reached the body");
          busy.release();
        });
  }
}
