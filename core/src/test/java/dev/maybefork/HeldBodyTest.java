package dev.maybefork;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that block in an awkward moment: their caller goes on as it would in any other. */
class HeldBodyTest {
  /** A thread's own monitor is that of {@link Thread#setName} and {@link Thread#join} too. */
  @EveryCaller
  void aBodyMayBlockWithTheMonitorOfItsOwnThread(Caller by) throws Exception {
    by.run(() -> {
      Blocker blocker = new Blocker();
      Fork<Boolean> fork =
          maybeFork(() -> {
            synchronized (Thread.currentThread()) {
              blocker.await();
              return Thread.holdsLock(Thread.currentThread());
            }
          });
      assertThat(fork.forked()).isTrue();
      blocker.release();
      assertThat(fork.join()).isTrue();
    });
  }

  @EveryCaller
  void aBodyMayBlockWithTheMonitorOfItsOwnThreadUnderAnyCondition(Caller by) throws Exception {
    by.run(() -> {
      ForkOn[] conditions = {
        ForkOn.kinds(BlockKind.PARK), ForkOn.nthBlock(1), ForkOn.after(Duration.ofMillis(50))
      };
      for (ForkOn on : conditions) {
        Blocker blocker = new Blocker();
        Fork<Void> fork =
            maybeFork(
                on,
                () -> {
                  synchronized (Thread.currentThread()) {
                    blocker.await();
                  }
                });
        assertThat(fork.forked()).as("%s", on).isTrue();
        blocker.release();
        fork.join();
      }
    });
  }

  /** The first block holds the caller, whose interrupt ends it; the second one is to fork. */
  @EveryCaller
  void afterAnInterruptTheConditionIsWhatItWas(Caller by) throws Exception {
    by.run(() -> {
      ForkOn[] conditions = {ForkOn.kinds(BlockKind.PARK), ForkOn.after(Duration.ofSeconds(2))};
      for (ForkOn on : conditions) {
        Blocker blocker = new Blocker();
        Thread caller = Thread.currentThread();
        CountDownLatch sleeps = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
          Uninterruptibly.run(sleeps::await);
          caller.interrupt();
        });
        Fork<Boolean> fork =
            maybeFork(
                on,
                () -> {
                  boolean interrupted = false;
                  sleeps.countDown();
                  try {
                    Thread.sleep(Duration.ofSeconds(100));
                  } catch (InterruptedException e) {
                    interrupted = true;
                  }
                  blocker.await();
                  return interrupted;
                });
        assertThat(fork.forked()).as("%s", on).isTrue();
        assertThat(Thread.interrupted()).as("%s", on).isTrue();
        blocker.release();
        assertThat(fork.join()).as("%s", on).isTrue();
      }
    });
  }

  /** It is held again and again, each time interrupted, and ends on its caller's stack or not. */
  @EveryCaller
  void itIsHeldAgainAfterAnInterrupt(Caller by) throws Exception {
    by.run(() -> {
      Thread caller = Thread.currentThread();
      Object monitor = new Object();
      Fork<Integer> fork =
          maybeFork(
              ForkOn.NEVER,
              () -> {
                int interrupts = 0;
                for (int i = 0; i < 10; i++) {
                  Thread.startVirtualThread(caller::interrupt);
                  try {
                    synchronized (monitor) {
                      while (true) {
                        monitor.wait();
                      }
                    }
                  } catch (InterruptedException e) {
                    interrupts++;
                  }
                }
                return interrupts;
              });
      assertThat(fork.forked()).isFalse();
      assertThat(fork.join()).isEqualTo(10);
      assertThat(Thread.interrupted()).isTrue();
    });
  }

  private static final CountDownLatch INITIALIZED = new CountDownLatch(1);

  /** Who blocks in here is pinned to the thread it runs on. */
  private static final class Pinned {
    static {
      Uninterruptibly.run(INITIALIZED::await);
    }

    static String name() {
      return "initialized";
    }
  }

  /** Its caller holds a monitor; so another thread hosts it, which may stay blocked. */
  @Test
  @Tag("contract")
  void whatIsPinnedToAStandInDoesNotHoldItsCaller() {
    Fork<String> fork;
    synchronized (new Object()) {
      fork = maybeFork(Pinned::name);
    }
    assertThat(fork.forked()).isTrue();
    INITIALIZED.countDown();
    assertThat(fork.join()).isEqualTo("initialized");
  }
}
