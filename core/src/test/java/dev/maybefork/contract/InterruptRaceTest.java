package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.testing.EveryCaller;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

/** Interrupts of a platform caller at any moment of a slice, whatever the child does to itself. */
class InterruptRaceTest {
  private static final int ROUNDS = 200;

  private volatile int round;
  private volatile int sent;

  @EveryCaller
  void ofABodyThatDoesNothing() throws Exception {
    race(() -> false);
  }

  @EveryCaller
  void ofABodyThatInterruptsItself() throws Exception {
    race(() -> {
      Thread.currentThread().interrupt();
      return false;
    });
  }

  @EveryCaller
  void ofABodyThatInterruptsItselfAndTakesItBack() throws Exception {
    race(() -> {
      for (int i = 0; i < 10; i++) {
        Thread.currentThread().interrupt();
        if (!Thread.interrupted()) {
          throw new AssertionError("a child's interrupt of itself was lost");
        }
      }
      return Thread.interrupted();
    });
  }

  @EveryCaller
  void ofABodyInABody() throws Exception {
    race(() -> maybeFork(() -> Thread.currentThread().isInterrupted()).join());
  }

  /** The body returns whether it saw an interrupt that was not its own. */
  private void race(Callable<Boolean> body) throws Exception {
    Thread caller = Thread.currentThread();
    Thread.ofPlatform().daemon().start(() -> interrupter(caller));
    for (int i = 1; i <= ROUNDS; i++) {
      round = i;
      Fork<Boolean> fork = maybeFork(body);
      while (sent != i) {
        Thread.onSpinWait();
      }
      assertThat(Thread.interrupted()).as("the caller's interrupt, round %s", i).isTrue();
      assertThat(fork.join()).as("seen by the child, round %s", i).isFalse();
      assertThat(Thread.interrupted()).as("an interrupt too many, round %s", i).isFalse();
    }
  }

  private void interrupter(Thread target) {
    for (int i = 1; i <= ROUNDS; i++) {
      while (round != i) {
        if (!target.isAlive()) {
          return;
        }
        Thread.yield();
      }
      for (int spins = ThreadLocalRandom.current().nextInt(300); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      target.interrupt();
      sent = i;
    }
  }
}
