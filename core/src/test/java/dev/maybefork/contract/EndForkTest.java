package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** endFork: after it a body that hasn't forked is a plain call. */
class EndForkTest {
  private final Blocker blocker = new Blocker();

  @EveryCaller
  void afterItABlockHoldsTheCaller() throws Exception {
    blocker.releaseLater(20);
    Fork<String> fork =
        maybeFork(() -> {
          assertThat(endFork()).isFalse();
          assertThat(endFork()).isFalse();
          Thread child = Thread.currentThread();
          blocker.await();
          Thread.sleep(1);
          assertThat(Thread.currentThread()).isSameAs(child);
          return "the rest ran";
        });
    assertThat(fork.isDone()).isTrue();
    assertThat(fork.forked()).isFalse();
    assertThat(fork.join()).isEqualTo("the rest ran");
  }

  @EveryCaller
  void afterItManyBlocksHoldTheCaller() throws Exception {
    Fork<Integer> fork =
        maybeFork(() -> {
          endFork();
          int blocks = 0;
          for (; blocks < 500; blocks++) {
            LockSupport.parkNanos(1_000);
            Thread.yield();
          }
          return blocks;
        });
    assertThat(fork.forked()).isFalse();
    assertThat(fork.resultNow()).isEqualTo(500);
  }

  @EveryCaller
  void inABodyThatHasForkedItOnlyTells() throws Exception {
    List<Boolean> told = new ArrayList<>();
    Fork<Void> fork =
        maybeFork(() -> {
          blocker.await();
          told.add(endFork());
          Thread.sleep(1);
          told.add(endFork());
        });
    assertThat(fork.forked()).isTrue();
    blocker.release();
    fork.join();
    assertThat(told).containsExactly(true, true);
  }

  @EveryCaller
  void outsideABodyItIsRefused(Caller by) throws Exception {
    if (by.kind().name().contains("BODY")) {
      return; // that caller is in a body
    }
    assertThatIllegalStateException().isThrownBy(MaybeFork::endFork);
    maybeFork(() -> "a body that is over").join();
    assertThatIllegalStateException().isThrownBy(MaybeFork::endFork);
  }

  @EveryCaller
  void inAThreadThatABodyStartsItIsRefused() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Fork<Thread> fork =
        maybeFork(() ->
            Thread.startVirtualThread(() -> {
              try {
                endFork();
              } catch (IllegalStateException e) {
                thrown.set(e);
              }
            }));
    fork.join().join();
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  /** What holds the caller is a block of the caller's own body, if it is in one: that one forks. */
  @EveryCaller
  void aHeldCallerThatIsABodyForks() throws Exception {
    Fork<String> outer =
        maybeFork(() -> {
          Fork<String> inner =
              maybeFork(() -> {
                endFork();
                blocker.await();
                return "inner";
              });
          assertThat(inner.forked()).isFalse();
          assertThat(endFork()).isTrue();
          return inner.resultNow() + " outer";
        });
    assertThat(outer.forked()).isTrue();
    assertThat(outer.isDone()).isFalse();
    blocker.release();
    assertThat(outer.join()).isEqualTo("inner outer");
  }
}
