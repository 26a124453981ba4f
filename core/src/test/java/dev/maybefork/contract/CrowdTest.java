package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many callers at once. */
@Tag("contract")
class CrowdTest {
  /**
   * They all need the JDK's one timer queue, while they let a child go and while they go on with
   * one. A caller that unmounted while it waits for the queue's lock would leave the carriers stuck
   * behind it.
   */
  @Test
  void virtualCallersAndTimersDoNotLockEachOtherOut() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      callers.add(
          Thread.startVirtualThread(() -> {
            for (int k = 0; k < 300; k++) {
              boolean hold = k % 2 == 0;
              maybeFork(
                      () -> {
                        if (hold) {
                          MaybeFork.endFork();
                        }
                        LockSupport.parkNanos(1_000);
                        LockSupport.parkNanos(1_000);
                      })
                  .join();
            }
            ended.incrementAndGet();
          }));
    }
    for (Thread caller : callers) {
      assertThat(caller.join(Duration.ofSeconds(60))).as("%s ended", caller).isTrue();
    }
    assertThat(ended).hasValue(16);
  }

  @Test
  void tenThousandBlockedChildren() throws Exception {
    Blocker blocker = new Blocker();
    List<Fork<Integer>> forks = new ArrayList<>();
    int count = Caller.watches() ? 1_000 : 10_000;
    for (int i = 0; i < count; i++) {
      int number = i;
      forks.add(
          maybeFork(() -> {
            blocker.await();
            return number;
          }));
    }
    assertThat(forks).allMatch(Fork::forked).noneMatch(Fork::isDone);
    blocker.release();
    for (int i = 0; i < count; i++) {
      assertThat(forks.get(i).join()).isEqualTo(i);
    }
  }

  /** At the end of the stack the call or its body fails, and nothing else breaks. */
  @Test
  void whereNoStackIsLeft() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    for (int i = 0; i < 40; i++) {
      List<Throwable> thrown = new ArrayList<>();
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  recurse(calls);
                } catch (CompletionException e) {
                  thrown.add(e.getCause()); // it ended in the body itself
                } catch (Throwable e) {
                  thrown.add(e);
                }
              },
              "little stack",
              256 * 1024);
      thread.start();
      thread.join();
      assertThat(thrown).singleElement().isInstanceOf(StackOverflowError.class);
    }
    assertThat(calls).hasPositiveValue();
    assertThat(maybeFork(() -> "alive").join()).isEqualTo("alive");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int recurse(AtomicInteger calls) {
    Thread caller = Thread.currentThread();
    maybeFork(calls::incrementAndGet).join();
    if (Thread.currentThread() != caller) {
      throw new AssertionError("the caller is not itself");
    }
    return recurse(calls) + 1;
  }
}
