package dev.maybefork.contract;

import static dev.maybefork.ForkOn.ALWAYS;
import static dev.maybefork.ForkOn.BLOCKING;
import static dev.maybefork.ForkOn.NEVER;
import static dev.maybefork.ForkOn.after;
import static dev.maybefork.ForkOn.kinds;
import static dev.maybefork.ForkOn.nthBlock;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkPoint;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Conditions of bodies: what they are asked, how they nest, and those all over the JVM. */
@Tag("contract")
class ForkOnTest {
  private static final Duration LONG = Duration.ofHours(1);

  @EveryCaller
  void eachBlockOfABodyIsAsked() throws Exception {
    assumeFalse(Caller.watches(), "who only watches takes two blocks for one, maybe");
    for (int n = 1; n <= 4; n++) {
      Blocker third = new Blocker();
      Blocker fourth = new Blocker();
      List<String> order = new LockFreeList<>();
      AtomicReference<Thread> body = new AtomicReference<>();
      if (n != 3) {
        releaseOnceWaiting(third, order, body);
      }
      Fork<Void> fork =
          maybeFork(
              nthBlock(n),
              () -> {
                body.set(Thread.currentThread());
                Thread.sleep(20);
                order.add("1");
                Thread.sleep(20);
                order.add("2");
                third.await();
                order.add("3");
                fourth.await();
              });
      assertThat(fork.forked()).isTrue();
      if (n == 3) {
        assertThat(order).containsExactly("1", "2");
        assertThat(fork.forkPoint().orElseThrow().kind()).isEqualTo(BlockKind.PARK);
        third.release();
      }
      fourth.release();
      fork.join();
      assertThat(order).containsExactly("1", "2", "3");
    }
  }

  private static void releaseOnceWaiting(
      Blocker third, List<String> order, AtomicReference<Thread> body) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Await.until(
              () -> order.contains("2") && body.get().getState() == Thread.State.WAITING,
              "the body is at its third block");
          third.release();
        });
  }

  @EveryCaller
  void anInterruptOfAHeldCallerIsForTheBodyAndKept() throws Exception {
    Blocker never = new Blocker();
    Thread caller = Thread.currentThread();
    AtomicReference<Thread> body = new AtomicReference<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Await.until(
              () -> body.get() != null && body.get().getState() == Thread.State.WAITING,
              "the body is blocked");
          caller.interrupt();
        });
    Fork<String> fork =
        maybeFork(
            NEVER,
            () -> {
              body.set(Thread.currentThread());
              try {
                never.await();
                return "released";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fork.join()).isEqualTo("interrupted");
  }

  /** If they held their carriers, none would be left for the one that releases them. */
  @Test
  void heldVirtualCallersHoldNoCarrier() throws Exception {
    int callers = 100;
    CountDownLatch held = new CountDownLatch(callers);
    Blocker blocker = new Blocker();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.startVirtualThread(() ->
              maybeFork(
                      NEVER,
                      () -> {
                        held.countDown();
                        blocker.await();
                      })
                  .join()));
    }
    threads.add(blocker.releaseOnACarrierAfter(held));
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(100))).isTrue();
    }
  }

  @EveryCaller
  void scopedValuesAreSeenUnderEachCondition() throws Exception {
    assumeFalse(Caller.watches(), "elsewhere they aren't seen at all");
    ScopedValue<String> value = ScopedValue.newInstance();
    ScopedValue.where(value, "bound")
        .run(() -> {
          for (ForkOn on : List.of(ALWAYS, NEVER, after(Duration.ZERO), nthBlock(1))) {
            assertThat(maybeFork(on, value::get).join()).as(on.toString()).isEqualTo("bound");
          }
        });
  }

  // nesting

  /** Each has its own condition; what holds the inner one's caller is a block of the outer one. */
  @EveryCaller
  void aBodyUnderNeverInOneUnderBlocking() throws Exception {
    Blocker blocker = new Blocker();
    AtomicReference<Fork<String>> inner = new AtomicReference<>();
    Fork<Boolean> outer =
        maybeFork(() -> {
          Fork<String> held =
              maybeFork(
                  NEVER,
                  () -> {
                    blocker.await();
                    return "inner";
                  });
          inner.set(held);
          return held.isDone();
        });
    assertThat(outer.forked()).isTrue();
    assertThat(outer.isDone()).isFalse();
    blocker.release();
    assertThat(outer.join()).isTrue();
    assertThat(inner.get().forked()).isFalse();
    assertThat(inner.get().join()).isEqualTo("inner");
  }

  @EveryCaller
  void aBodyUnderBlockingInOneUnderNever() throws Exception {
    Blocker blocker = new Blocker();
    Fork<Boolean> outer =
        maybeFork(
            NEVER,
            () -> {
              Fork<Void> inner = maybeFork(blocker::await);
              boolean wentOn = inner.forked() && !inner.isDone();
              blocker.release();
              inner.join();
              return wentOn;
            });
    assertThat(outer.forked()).isFalse();
    assertThat(outer.join()).isTrue();
  }

  /** Under another engine than the one of its caller, as time needs another thread. */
  @EveryCaller
  void aBodyWithATimeInOneWithoutAndAroundOne() throws Exception {
    Blocker blocker = new Blocker();
    AtomicReference<Fork<Void>> innermost = new AtomicReference<>();
    Fork<Boolean> outer =
        maybeFork(
            NEVER,
            () ->
                maybeFork(
                        after(LONG),
                        () -> {
                          innermost.set(maybeFork(blocker::await));
                          return innermost.get().forked();
                        })
                    .join());
    assertThat(outer.forked()).isFalse();
    assertThat(outer.join()).isTrue();
    blocker.release();
    innermost.get().join();
  }

  // all over the JVM

  @Test
  void aConditionStandsInForBlockingUntilItIsClosed() {
    try (ForkOn.Everywhere never = NEVER.everywhere()) {
      assertThat(maybeFork(() -> Thread.sleep(1)).forked()).isFalse();
      assertThat(maybeFork(BLOCKING, () -> Thread.sleep(1)).forked()).isFalse();
      assertThat(never.forked()).isFalse();
      try (ForkOn.Everywhere first = nthBlock(1).everywhere()) {
        assertThatWhatBlocksForks();
        assertThat(first.forked()).isTrue();
      }
      assertThat(maybeFork(() -> Thread.sleep(1)).forked()).isFalse();
      assertThat(maybeFork(ALWAYS, () -> {}).forked()).isTrue();
      assertThat(never.forked()).isFalse();
    }
    assertThatWhatBlocksForks();
  }

  /** It blocks until it has forked: who only watches misses a short block. */
  private static void assertThatWhatBlocksForks() {
    Blocker blocker = new Blocker();
    Fork<Void> fork = maybeFork(blocker::await);
    assertThat(fork.forked()).isTrue();
    blocker.release();
    fork.join();
  }

  // bad input

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> after(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time");
    assertThatThrownBy(() -> after(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("time");
    assertThatThrownBy(() -> kinds())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kinds");
    assertThatThrownBy(() -> kinds(BlockKind.PARK, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kinds[1]");
    assertThatThrownBy(() -> nthBlock(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("n must be at least 1: 0");
    assertThatThrownBy(() -> NEVER.or(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("other");
    assertThatThrownBy(() -> maybeFork(null, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("on");
    assertThatThrownBy(() -> maybeFork(NEVER, (ForkBody) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> new ForkPoint(null, List.of(), 0))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kind");
  }

  @Test
  void theyTellWhatTheyAre() {
    assertThat(kinds(BlockKind.SOCKET, BlockKind.FILE).or(after(Duration.ofMillis(20))).toString())
        .isEqualTo("kinds(SOCKET, FILE).or(after(PT0.02S))");
    assertThat(NEVER.toString()).isEqualTo("NEVER");
    assertThat(after(Duration.ofSeconds(Long.MAX_VALUE)).toString()).contains("after");
  }
}
