package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.Garbage;
import dev.maybefork.testing.LockFreeList;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is ours in the threads of our factory: they run on the stack of who starts them. */
class EagerThreadsTest {
  private static final int SAMPLES = 100;

  private final ThreadFactory factory = MaybeFork.threadFactory();
  private final Blocker blocker = new Blocker();
  private final List<String> events = new LockFreeList<>();

  @BeforeEach
  void isOpen() {
    assumeFalse(Caller.watches(), "plain virtual threads");
  }

  private Thread started(Runnable runnable) {
    Thread thread = factory.newThread(runnable);
    thread.start();
    return thread;
  }

  @EveryCaller
  void oneThatDoesNotBlockHasEndedWhenStartReturns() throws Exception {
    Thread thread = started(() -> events.add("run"));
    events.add("started");
    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    assertThat(events).containsExactly("run", "started");
  }

  @EveryCaller
  void oneThatBlocksRunsUntilThenWhenStartReturns() throws Exception {
    Thread thread =
        started(() -> {
          events.add("before");
          blocker.awaitUninterruptibly();
          events.add("after");
        });
    events.add("started");
    assertThat(thread.isAlive()).isTrue();
    blocker.release();
    thread.join();
    assertThat(events).containsExactly("before", "started", "after");
  }

  @EveryCaller
  void itsNumberIsInItsNameOnceItHasForked() throws Exception {
    assertThat(started(() -> {}).getName()).isEqualTo("maybefork");
    Thread forked = started(blocker::awaitUninterruptibly);
    assertThat(forked.getName()).isEqualTo("maybefork-" + forked.threadId());
    blocker.release();
    forked.join();
  }

  @EveryCaller
  void aHandlerHasRunWhenStartReturns() throws Exception {
    Thread thread =
        factory.newThread(() -> {
          throw new ArithmeticException();
        });
    thread.setUncaughtExceptionHandler((of, e) -> events.add("handled"));
    thread.start();
    assertThat(events).containsExactly("handled");
  }

  @EveryCaller
  void startedInEachOtherTheyNest() throws Exception {
    nest(200);
    assertThat(events).hasSize(200);
    assertThat(events.getFirst()).isEqualTo("1");
    assertThat(events.getLast()).isEqualTo("200");
  }

  private void nest(int depth) {
    if (depth > 0) {
      Thread thread = started(() -> nest(depth - 1));
      assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
      events.add(String.valueOf(depth));
    }
  }

  @EveryCaller
  void theMonitorsOfWhoStartsItAreNotItsOwn() throws Exception {
    Thread thread;
    synchronized (events) {
      thread =
          started(() -> {
            synchronized (events) {
              events.add("entered");
            }
          });
      assertThat(thread.isAlive()).isTrue();
      assertThat(events).isEmpty();
    }
    thread.join();
    assertThat(events).containsExactly("entered");
  }

  /** Its start pins the body, which must not fork for a block of another thread's. */
  @EveryCaller
  void inABodyItDoesNotMakeTheBodyFork() throws Exception {
    Fork<Thread> fork = MaybeFork.maybeFork(() -> started(blocker::awaitUninterruptibly));
    assertThat(fork.forked()).isFalse();
    assertThat(fork.resultNow().isAlive()).isTrue();
    blocker.release();
    fork.resultNow().join();
  }

  @EveryCaller
  void oneInterruptedBeforeItStartsStartsAsAnyThread() throws Exception {
    Thread thread =
        factory.newThread(() -> {
          while (events.isEmpty()) {
            Thread.onSpinWait();
          }
        });
    thread.interrupt();
    thread.start();
    events.add("started");
    thread.join();
  }

  /** A tenth of that where each is handed from thread to thread, which takes a minute for all. */
  @Test
  @Tag("contract")
  void aMillionOfThemLeaveNothing() throws Exception {
    boolean inline = MaybeFork.engineStatus().engine().equals("inline");
    int many = inline ? 1_000_000 : 100_000;
    List<WeakReference<Thread>> some = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Thread thread = factory.newThread(() -> {});
      thread.start();
      if (i % (many / SAMPLES) == 0) {
        some.add(new WeakReference<>(thread));
      }
    }
    Garbage.assertCollected(some);
  }
}
