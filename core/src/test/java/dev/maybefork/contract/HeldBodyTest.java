package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EnoughTime;
import dev.maybefork.testing.EveryCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that block in an awkward moment: their caller goes on as it would in any other. */
@SuppressWarnings("WaitNotInLoop") // a wait is what some of them are about
class HeldBodyTest {
  /** A thread's own monitor is that of {@link Thread#setName} and {@link Thread#join} too. */
  @EveryCaller
  void aBodyMayBlockWithTheMonitorOfItsOwnThread() throws Exception {
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
  }

  @EveryCaller
  void aBodyMayBlockWithTheMonitorOfItsOwnThreadUnderAnyCondition() throws Exception {
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
  }

  /** The first block holds the caller, whose interrupt ends it; the second one is to fork. */
  @EveryCaller
  void afterAnInterruptTheConditionIsWhatItWas() throws Exception {
    assertThat(isInterruptedThenForks(ForkOn.kinds(BlockKind.PARK))).isTrue();
    EnoughTime.until(time -> isInterruptedThenForks(ForkOn.after(time)));
  }

  /** False if it has forked before the interrupt, which is the caller's then. */
  private static boolean isInterruptedThenForks(ForkOn on) {
    Blocker blocker = new Blocker();
    Thread caller = Thread.currentThread();
    CountDownLatch sleeps = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread interrupter =
        Thread.startVirtualThread(() -> {
          Await.uninterruptibly(sleeps::await);
          caller.interrupt();
        });
    Fork<Void> fork =
        maybeFork(
            on,
            () -> {
              sleeps.countDown();
              try {
                Thread.sleep(Duration.ofSeconds(100));
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
              blocker.await();
            });
    assertThat(fork.forked()).as("%s", on).isTrue();
    boolean wasHeld = interrupted.get();
    Await.uninterruptibly(interrupter::join);
    assertThat(Thread.interrupted()).as("%s", on).isTrue();
    blocker.release();
    if (wasHeld) {
      fork.join();
    } else {
      fork.cancel(/* mayInterruptIfRunning= */ true);
    }
    return wasHeld;
  }

  /** It is held again and again, each time interrupted, and ends on its caller's stack or not. */
  @EveryCaller
  void itIsHeldAgainAfterAnInterrupt() throws Exception {
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
  }

  /** A time that is over just when a held body was resumed for its interrupt: who runs it then? */
  @Test
  @Tag("contract")
  void interruptsAndTimesTogetherLoseNobody() throws Exception {
    List<Thread> callers = new ArrayList<>();
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 6; i++) {
      Random random = new Random(i);
      Runnable rounds =
          () -> {
            for (int k = 0; k < 200; k++) {
              Duration time = Duration.ofNanos(50_000 + random.nextInt(2_000_000));
              maybeFork(ForkOn.after(time), () -> blocksThrice(random)).join();
              boolean _ = Thread.interrupted();
            }
            ended.incrementAndGet();
          };
      callers.add(
          i % 2 == 0 ? Thread.ofVirtual().start(rounds) : Thread.ofPlatform().start(rounds));
    }
    Thread interrupter =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; ended.get() < callers.size() && i < 5_000_000; i++) {
                callers.get(i % callers.size()).interrupt();
                LockSupport.parkNanos(20_000);
              }
            });
    for (Thread caller : callers) {
      assertThat(caller.join(Duration.ofSeconds(60))).as("%s ended", caller).isTrue();
    }
    interrupter.join();
    assertThat(ended).hasValue(callers.size());
  }

  private static void blocksThrice(Random random) {
    Object monitor = new Object();
    for (int i = 0; i < 3; i++) {
      try {
        if (random.nextBoolean()) {
          Thread.sleep(0, 200_000);
        } else {
          synchronized (monitor) {
            monitor.wait(1);
          }
        }
      } catch (InterruptedException e) {
        // the next one
      }
    }
  }

  private static final CountDownLatch INITIALIZED = new CountDownLatch(1);

  /** Who blocks in here is pinned to the thread it runs on. */
  private static final class Pinned {
    static {
      Await.uninterruptibly(INITIALIZED::await);
    }

    static String name() {
      return "initialized";
    }
  }

  /** It has a time; so another thread hosts it, which may stay blocked. */
  @Test
  @Tag("contract")
  void whatIsPinnedToAStandInDoesNotHoldItsCaller() {
    ForkOn timed = ForkOn.BLOCKING.or(ForkOn.after(Duration.ofMinutes(10)));
    Fork<String> fork = maybeFork(timed, Pinned::name);
    assertThat(fork.forked()).isTrue();
    INITIALIZED.countDown();
    assertThat(fork.join()).isEqualTo("initialized");
  }
}
