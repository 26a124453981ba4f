package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.maybefork.Fork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** The caller's interrupts stay the caller's, the child's stay the child's. */
@SuppressWarnings("WaitNotInLoop") // a wait is what these tests are about
class InterruptTest {
  private final Blocker blocker = new Blocker();

  @EveryCaller
  void onePendingStaysWithTheCaller() throws Exception {
    Thread.currentThread().interrupt();
    Fork<Boolean> inline = maybeFork(() -> Thread.currentThread().isInterrupted());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(inline.join()).isFalse();

    Thread.currentThread().interrupt();
    Fork<Boolean> forked =
        maybeFork(() -> {
          blocker.await();
          return Thread.currentThread().isInterrupted();
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(forked.forked()).isTrue();
    blocker.release();
    assertThat(forked.join()).isFalse();
  }

  /** A pending interrupt of the caller must not end the child's wait on a monitor. */
  @EveryCaller
  void onePendingDoesNotEndTheChildsWait() throws Exception {
    Object monitor = new Object();
    Thread.currentThread().interrupt();
    Fork<String> fork =
        maybeFork(() -> {
          synchronized (monitor) {
            monitor.wait(5);
            return "waited";
          }
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fork.join()).isEqualTo("waited");
  }

  @EveryCaller
  void oneThatArrivesInTheSliceStaysWithTheCaller() throws Exception {
    Object monitor = new Object();
    for (boolean wait : new boolean[] {false, true}) {
      Thread caller = Thread.currentThread();
      CountDownLatch running = new CountDownLatch(1);
      Thread interrupter = interruptWhen(running, caller);
      Fork<String> fork =
          maybeFork(() -> {
            running.countDown();
            while (interrupter.isAlive()) {
              Thread.onSpinWait();
            }
            if (wait) {
              synchronized (monitor) {
                monitor.wait(5);
              }
            }
            return Thread.currentThread().isInterrupted() ? "interrupted" : "not";
          });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(fork.join()).isEqualTo("not");
    }
  }

  private static Thread interruptWhen(CountDownLatch running, Thread target) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          Await.until(() -> running.getCount() == 0, "the body runs");
          target.interrupt();
        });
  }

  @EveryCaller
  void theChildsOwnDoesNotLeak() throws Exception {
    Fork<Boolean> inline =
        maybeFork(() -> {
          Thread.currentThread().interrupt();
          return Thread.currentThread().isInterrupted();
        });
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(inline.join()).isTrue();

    Fork<Boolean> forked =
        maybeFork(() -> {
          Thread.currentThread().interrupt();
          blocker.awaitUninterruptibly();
          return Thread.currentThread().isInterrupted();
        });
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    blocker.release();
    assertThat(forked.join()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @EveryCaller
  void theChildsOwnDoesNotLeakAfterAChildOfItsOwn() throws Exception {
    Fork<Boolean> fork =
        maybeFork(() -> {
          maybeFork(() -> "inner").join();
          Thread.currentThread().interrupt();
          return Thread.currentThread().isInterrupted();
        });
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(fork.join()).isTrue();
  }

  @EveryCaller
  void bothAtOnceStayApart() throws Exception {
    Thread.currentThread().interrupt();
    Fork<Boolean> fork =
        maybeFork(() -> {
          Thread.currentThread().interrupt();
          return Thread.interrupted() && !Thread.interrupted();
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(fork.join()).isTrue();
  }

  /** As if it had called the body itself; but as that throws into the fork, the status is kept. */
  @EveryCaller
  void aHeldCallersInterruptEndsTheBlock() throws Exception {
    Thread caller = Thread.currentThread();
    CountDownLatch blocking = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            blocking.await();
            Thread.sleep(20);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          caller.interrupt();
        });
    Fork<String> fork =
        maybeFork(() -> {
          endFork();
          blocking.countDown();
          blocker.await();
          return "not interrupted";
        });
    assertThat(fork.forked()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(fork::join)
        .withCauseInstanceOf(InterruptedException.class);
  }

  /** The VM itself asks for the interrupt of a thread that waits on a monitor. */
  @EveryCaller
  void aHeldCallersInterruptEndsAWait() throws Exception {
    Object monitor = new Object();
    Thread.currentThread().interrupt();
    Fork<String> fork =
        maybeFork(() -> {
          endFork();
          synchronized (monitor) {
            while (true) {
              monitor.wait();
            }
          }
        });
    assertThat(fork.forked()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(fork::join)
        .withCauseInstanceOf(InterruptedException.class);
  }

  /** Slices on slices on one stack: what interrupts the thread below them all is still its own. */
  @EveryCaller
  void oneThatArrivesInASliceInASliceStaysWithTheCaller() throws Exception {
    Thread caller = Thread.currentThread();
    CountDownLatch running = new CountDownLatch(1);
    Thread interrupter = interruptWhen(running, caller);
    Fork<Boolean> outer =
        maybeFork(() -> {
          Fork<Boolean> inner =
              maybeFork(() -> {
                running.countDown();
                while (interrupter.isAlive()) {
                  Thread.onSpinWait();
                }
                return Thread.currentThread().isInterrupted();
              });
          maybeFork(() -> "another").join();
          return inner.join() || Thread.currentThread().isInterrupted();
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outer.join()).isFalse();
  }

  @EveryCaller
  void oneTooEarlyForAHeldCallerIsNotForgotten() throws Exception {
    Thread.currentThread().interrupt();
    Fork<String> fork =
        maybeFork(() -> {
          endFork();
          blocker.await();
          return "not interrupted";
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(fork::join)
        .withCauseInstanceOf(InterruptedException.class);
  }
}
