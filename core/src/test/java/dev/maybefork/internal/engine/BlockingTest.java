package dev.maybefork.internal.engine;

import static dev.maybefork.MaybeFork.blocking;
import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.Fork;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import dev.maybefork.internal.jdk.Internals;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.Carriers;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that hold the thread below: they move to helpers. */
@Tag("contract")
class BlockingTest {
  private final AtomicBoolean open = new AtomicBoolean();

  @BeforeEach
  void onlyWhereChildrenCanBeMoved() {
    assumeFalse(Caller.watches(), "where children are watched, there are no helpers");
  }

  /** As a native call does: without unmounting. */
  private void hold() {
    while (!open.get()) {
      Thread.onSpinWait();
    }
  }

  @EveryCaller
  void theBodyForksAndTheCallerGoesOn() throws Exception {
    List<Thread> threads = new ArrayList<>();
    Fork<String> fork =
        maybeFork(() -> {
          threads.add(Thread.currentThread());
          String carrier =
              blocking(() -> {
                hold();
                return Carriers.current();
              });
          threads.add(Thread.currentThread());
          return carrier + " " + Carriers.current();
        });
    assertThat(fork.forked()).isTrue();
    assertThat(fork.isDone()).isFalse();
    open.set(true);
    assertThat(fork.join()).matches("maybefork-helper-\\d+ ForkJoinPool-1-worker-\\d+");
    assertThat(threads.get(0)).isSameAs(threads.get(1));
  }

  @EveryCaller
  void whatTheCallThrowsIsThrown() throws Exception {
    IOException failure = new IOException("disk");
    Fork<String> fork =
        maybeFork(() -> {
          try {
            return blocking(() -> {
              throw failure;
            });
          } catch (IOException e) {
            return Carriers.current() + e.getMessage();
          }
        });
    assertThat(fork.join()).startsWith("ForkJoinPool").endsWith("disk");
  }

  @EveryCaller
  void afterEndForkItHoldsTheCaller() throws Exception {
    Fork<Integer> fork =
        maybeFork(() -> {
          endFork();
          int result = 0;
          for (int i = 0; i < 20; i++) {
            result += blocking(() -> 1);
            LockSupport.parkNanos(10_000);
          }
          return result;
        });
    assertThat(fork.forked()).isFalse();
    assertThat(fork.resultNow()).isEqualTo(20);
  }

  @EveryCaller
  void aBodyThatIsHeldMayStillForkAfterwards() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      Blocker first = new Blocker();
      Fork<Void> blocker = scope.fork(first::await);
      Blocker second = new Blocker();
      Fork<String> fork =
          scope.fork(() -> {
            String held = blocking(Carriers::current);
            first.release();
            blocker.join();
            while (!second.isReleased()) {
              Thread.sleep(1); // at the first of these the place may still be taken
            }
            return held;
          });
      assertThat(fork.forked()).isTrue();
      second.release();
      scope.join();
      assertThat(fork.join()).startsWith("maybefork-helper");
    }
  }

  @EveryCaller
  void aBodyThatForkedLongAgoLeavesItsCarrierToo() throws Exception {
    Fork<String> fork =
        maybeFork(() -> {
          Thread.sleep(1);
          return blocking(Carriers::current) + " " + Carriers.current();
        });
    assertThat(fork.join()).matches("maybefork-helper-\\d+ ForkJoinPool-1-worker-\\d+");
  }

  @EveryCaller
  void anInterruptReachesTheCall() throws Exception {
    Fork<Boolean> fork =
        maybeFork(() ->
            blocking(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
              return Thread.interrupted();
            }));
    CountDownLatch ended = new CountDownLatch(1);
    var _ = fork.toCompletableFuture().whenComplete((_, _) -> ended.countDown());
    assertThat(fork.cancel(true)).isTrue();
    ended.await();
  }

  @EveryCaller
  void anInterruptFromBeforeIsKept() throws Exception {
    Fork<String> fork =
        maybeFork(() -> {
          Thread.currentThread().interrupt();
          boolean within = blocking(() -> Thread.currentThread().isInterrupted());
          return within + " " + Thread.interrupted() + " " + Thread.currentThread().isInterrupted();
        });
    assertThat(fork.join()).isEqualTo("true true false");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @EveryCaller
  void anUnparkIsNotLost() throws Exception {
    for (int i = 0; i < 200; i++) {
      List<Thread> child = new LockFreeList<>();
      AtomicBoolean told = new AtomicBoolean();
      Fork<Void> fork =
          maybeFork(() -> {
            child.add(Thread.currentThread());
            blocking(() -> 0);
            while (!told.get()) {
              LockSupport.park();
            }
          });
      told.set(true);
      LockSupport.unpark(child.getFirst());
      fork.join();
    }
  }

  @Test
  void anUnparkWhileItWaitsItsTurnIsNotLostEither() throws Exception {
    List<Fork<Integer>> busy = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      busy.add(
          maybeFork(() ->
              blocking(() -> {
                hold();
                return 0;
              })));
    }
    List<Thread> child = new LockFreeList<>();
    Fork<String> fork =
        maybeFork(() -> {
          child.add(Thread.currentThread());
          blocking(() -> 0);
          LockSupport.park(); // returns at once, for the unpark that came before
          return "not lost";
        });
    LockSupport.unpark(child.getFirst());
    open.set(true);
    assertThat(fork.get(100, SECONDS)).isEqualTo("not lost");
    busy.forEach(Fork::join);
  }

  @EveryCaller
  void anInterruptDuringTheCallEndsTheNextWaitOfAHeldBody() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      Blocker first = new Blocker();
      var _ = scope.fork(first::await);
      Fork<String> held = scope.fork(this::interruptedInTheCall);
      assertThat(held.resultNow()).isEqualTo("interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      first.release();
      scope.join();
    }
  }

  private String interruptedInTheCall() throws Exception {
    blocking(() -> {
      Thread.currentThread().interrupt();
      return 0;
    });
    try {
      synchronized (this) {
        while (!open.get()) {
          wait();
        }
      }
      return "woken";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  /** Also if a monitor in the call takes the child from its helper, and it then waits pinned. */
  @EveryCaller
  void anInterruptDuringTheCallEndsAWaitInIt() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      Blocker first = new Blocker();
      var _ = scope.fork(first::await);
      Fork<String> held = scope.fork(() -> blocking(this::contendsThenWaits));
      assertThat(held.resultNow()).isEqualTo("interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      first.release();
      scope.join();
    }
  }

  private String contendsThenWaits() throws Exception {
    Object monitor = new Object();
    Thread child = Thread.currentThread();
    holdUntilBlocked(monitor, child);
    child.interrupt();
    synchronized (monitor) {
      Internals.pin();
      try {
        while (!open.get()) {
          monitor.wait();
        }
        return "woken";
      } catch (InterruptedException e) {
        return "interrupted";
      } finally {
        Internals.unpin();
      }
    }
  }

  /** Has another thread hold the monitor until this one wants it. Waits without unmounting. */
  private static void holdUntilBlocked(Object monitor, Thread contender) {
    AtomicBoolean held = new AtomicBoolean();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          synchronized (monitor) {
            held.set(true);
            Await.until(
                () -> contender.getState() == Thread.State.BLOCKED, "the child wants the monitor");
          }
        });
    while (!held.get()) {
      Thread.onSpinWait();
    }
  }

  /** It said that its caller waits, so it must not fork any more. */
  @EveryCaller
  void endForkInTheCallOfAHeldBodyIsNotForgotten() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      Blocker first = new Blocker();
      Fork<Void> blocker = scope.fork(first::await);
      Fork<Boolean> held =
          scope.fork(() -> {
            boolean forked = blocking(MaybeFork::endFork);
            first.release();
            blocker.join();
            for (int i = 0; i < 20; i++) {
              Thread.sleep(1); // by now the place is free
            }
            return forked;
          });
      assertThat(held.forked()).isFalse();
      assertThat(held.resultNow()).isFalse();
    }
  }

  /** As when there's no memory to unmount: then it ends on the helper, and its host is told. */
  @EveryCaller
  void aHeldBodyThatCannotLeaveTheHelperEndsThere() throws Exception {
    try (ForkScope scope = ForkScope.open(1)) {
      Blocker first = new Blocker();
      var _ = scope.fork(first::await);
      Fork<String> held =
          scope.fork(() -> {
            blocking(() -> {
              Internals.pin();
              return 0;
            });
            Internals.unpin();
            return Carriers.current();
          });
      assertThat(held.resultNow()).startsWith("maybefork-helper");
      first.release();
      scope.join();
    }
  }

  /** A helper's stack is empty, however deep the body is nested that is held by its call. */
  @Test
  void inTheCallOfAHeldBodySlicesNestAnew() throws Exception {
    assumeTrue(
        MaybeFork.engineStatus().engine().equals("inline"), "elsewhere no slice lies on another");
    new Caller(Caller.Kind.VIRTUAL, Caller.Holding.NOTHING)
        .run(() -> assertThat(nested(InlineEngine.MAX_DEPTH)).startsWith("maybefork-helper"));
  }

  /** Where a body runs that is called in a call by a body that many others hold. */
  private static String nested(int bodies) throws Exception {
    if (bodies == 0) {
      return blocking(() -> maybeFork(Carriers::current).resultNow());
    }
    return maybeFork(
            () -> {
              endFork();
              return nested(bodies - 1);
            })
        .resultNow();
  }

  @Test
  void moreCallsThanHelpersWaitTheirTurn() {
    String[] carriers = new String[2_000]; // no set: its lock would take children from helpers
    List<Fork<Integer>> forks = new ArrayList<>();
    for (int i = 0; i < carriers.length; i++) {
      int result = i;
      forks.add(
          maybeFork(() ->
              blocking(() -> {
                carriers[result] = Carriers.current();
                hold();
                return result;
              })));
    }
    assertThat(forks).allMatch(Fork::forked).noneMatch(Fork::isDone);
    // the default scheduler has its carriers for itself
    Fork<String> other =
        maybeFork(() -> {
          Thread.sleep(1);
          return Carriers.current();
        });
    assertThat(other.join()).startsWith("ForkJoinPool");
    open.set(true);
    for (int i = 0; i < carriers.length; i++) {
      assertThat(forks.get(i).join()).isEqualTo(i);
    }
    assertThat(Stream.of(carriers).distinct().toList())
        .hasSizeBetween(1, 64)
        .allMatch(name -> name.startsWith("maybefork-helper"));
  }

  @Test
  @SuppressWarnings("NullAway")
  void outsideABodyItIsAPlainCall() throws Exception {
    assertThat(blocking(Thread::currentThread)).isSameAs(Thread.currentThread());
    assertThatThrownBy(() -> blocking(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("call");
  }
}
