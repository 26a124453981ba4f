package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the JDK documents of threads and their factories, of the threads of our factory. */
class ThreadFactoryTest {
  private final ThreadFactory factory = MaybeFork.threadFactory();
  private final Blocker blocker = new Blocker();
  private final AtomicReference<@Nullable Object> seen = new AtomicReference<>();

  private void blockIf(boolean block) {
    if (block) {
      blocker.awaitUninterruptibly();
    }
  }

  private static void end(Thread thread) throws InterruptedException {
    assertThat(thread.join(Duration.ofSeconds(50))).as("%s ended", thread).isTrue();
    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    assertThat(thread.isAlive()).isFalse();
  }

  @EveryCaller
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void refusesNull() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> factory.newThread(null));
  }

  @EveryCaller
  void makesVirtualThreadsThatAreNotStarted() throws Exception {
    Thread thread = factory.newThread(() -> seen.set("run"));
    assertThat(thread.isVirtual()).isTrue();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    assertThat(thread.isAlive()).isFalse();
    assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
    assertThat(thread.getThreadGroup())
        .isSameAs(Thread.ofVirtual().unstarted(() -> {}).getThreadGroup());
    assertThat(thread.getName()).isEqualTo("maybefork");
    assertThat(factory.newThread(() -> {})).isNotSameAs(thread);
    assertThat(seen.get()).isNull();
  }

  @EveryCaller
  void startsOnce() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      Thread thread = factory.newThread(() -> blockIf(block));
      thread.start();
      assertThatExceptionOfType(IllegalThreadStateException.class).isThrownBy(thread::start);
      blocker.release();
      end(thread);
      assertThatExceptionOfType(IllegalThreadStateException.class).isThrownBy(thread::start);
    }
  }

  @EveryCaller
  void aBlockedOneIsAlive() throws Exception {
    Thread thread =
        factory.newThread(() -> {
          blocker.awaitUninterruptibly();
          seen.set(Thread.currentThread());
        });
    thread.start();
    assertThat(thread.isAlive()).isTrue();
    assertThat(thread.getState()).isNotIn(Thread.State.NEW, Thread.State.TERMINATED);
    assertThat(thread.join(Duration.ofMillis(5))).isFalse();
    thread.join(1);
    assertThat(thread.isAlive()).isTrue();
    blocker.release();
    end(thread);
    assertThat(seen.get()).isSameAs(thread);
  }

  /**
   * Since JDK 27 a thread that is joined locks its monitor at its end. Who holds it meanwhile may
   * be waiting for who has started the thread.
   */
  @EveryCaller
  void itsEndWaitsForNobodyWhoHoldsItsMonitor() throws Exception {
    AtomicBoolean started = new AtomicBoolean();
    AtomicBoolean wasHeld = new AtomicBoolean();
    List<Thread> others = new LockFreeList<>();
    Thread thread =
        factory.newThread(() -> {
          Thread self = Thread.currentThread();
          Thread joiner = platform(() -> Await.uninterruptibly(self::join));
          others.add(joiner);
          spinUntil(() -> joiner.getState() == Thread.State.WAITING);
          AtomicBoolean holds = new AtomicBoolean();
          others.add(
              platform(() -> {
                synchronized (self) {
                  holds.set(true);
                  Await.until(started::get, "Thread.start returns");
                  wasHeld.set(true);
                }
              }));
          spinUntil(holds::get);
        });
    thread.start();
    started.set(true);
    end(thread);
    for (Thread other : others) {
      other.join();
    }
    assertThat(wasHeld).isTrue();
  }

  private static Thread platform(Runnable runnable) {
    return Thread.ofPlatform().daemon().start(runnable);
  }

  /** Without a block, by which its thread would fork. */
  private static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @EveryCaller
  void aNameIsKept() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      keepsItsName("its own", block);
      keepsItsName("maybefork", block); // as ours are called until they fork
    }
  }

  private void keepsItsName(String name, boolean block) throws Exception {
    Thread thread =
        factory.newThread(() -> {
          blockIf(block);
          seen.set(Thread.currentThread().getName());
        });
    thread.setName(name);
    thread.start();
    assertThat(thread.getName()).isEqualTo(name);
    blocker.release();
    end(thread);
    assertThat(seen.getAndSet(null)).isEqualTo(name);
    assertThat(thread.getName()).isEqualTo(name);
  }

  @EveryCaller
  void whatItThrowsGoesToItsHandler() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      for (Throwable thrown : List.of(new ArithmeticException(), new Error())) {
        CompletableFuture<List<Object>> handled = new CompletableFuture<>();
        Thread thread =
            factory.newThread(() -> {
              blockIf(block);
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) thrown;
            });
        thread.setUncaughtExceptionHandler(
            (of, e) -> handled.complete(List.of(of, e, Thread.currentThread())));
        thread.start();
        blocker.release();
        end(thread);
        assertThat(handled).isCompletedWithValue(List.of(thread, thrown, thread));
      }
    }
  }

  @EveryCaller
  void withoutAHandlerOfItsOwnItGoesToTheDefault() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    ArithmeticException thrown = new ArithmeticException();
    List<Thread> handled = new LockFreeList<>();
    Thread.setDefaultUncaughtExceptionHandler((of, e) -> {
      if (thrown.equals(e)) {
        handled.add(of);
      }
    });
    try {
      for (boolean block : new boolean[] {false, true}) {
        Thread thread =
            factory.newThread(() -> {
              blockIf(block);
              throw thrown;
            });
        thread.start();
        blocker.release();
        end(thread);
        assertThat(handled).hasSize(block ? 2 : 1).endsWith(thread);
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @EveryCaller
  void inheritsFromItsMaker() throws Exception {
    ThreadLocal<String> local = new ThreadLocal<>();
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    ClassLoader loader = new ClassLoader() {};
    List<@Nullable Object> seenByThread = new ArrayList<>();
    List<@Nullable Object> seenByStarter =
        new ArrayList<>(); // where it is watched, both run at once
    local.set("maker");
    inherited.set("maker");
    Thread.currentThread().setContextClassLoader(loader);
    Thread thread =
        factory.newThread(() -> {
          seenByThread.add(local.get());
          seenByThread.add(inherited.get());
          seenByThread.add(Thread.currentThread().getContextClassLoader());
          local.set("thread");
          inherited.set("thread");
        });
    Thread starter =
        Thread.ofPlatform()
            .start(() -> {
              local.set("starter");
              inherited.set("starter");
              thread.start();
              seenByStarter.add(local.get());
              seenByStarter.add(inherited.get());
            });
    starter.join();
    end(thread);
    assertThat(local.get()).isEqualTo("maker");
    assertThat(inherited.get()).isEqualTo("maker");
    assertThat(seenByThread).containsExactly(null, "maker", loader);
    assertThat(seenByStarter).containsExactly("starter", "starter");
  }

  @EveryCaller
  void anInterruptBeforeItStartsIsKept() throws Exception {
    Thread thread =
        factory.newThread(() -> {
          try {
            blocker.await();
          } catch (InterruptedException e) {
            seen.set("interrupted");
          }
        });
    thread.interrupt();
    thread.start();
    end(thread);
    assertThat(seen.get()).isEqualTo("interrupted");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @EveryCaller
  void anInterruptEndsItsBlock() throws Exception {
    Thread thread =
        factory.newThread(() -> {
          try {
            blocker.await();
          } catch (InterruptedException e) {
            seen.set("interrupted");
          }
        });
    thread.start();
    thread.interrupt();
    end(thread);
    assertThat(seen.get()).isEqualTo("interrupted");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @EveryCaller
  void anInterruptOfTheStarterStaysWithIt() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      Thread.currentThread().interrupt();
      Thread thread =
          factory.newThread(() -> {
            blockIf(block);
            seen.set(Thread.currentThread().isInterrupted());
          });
      thread.start();
      assertThat(Thread.interrupted()).isTrue();
      blocker.release();
      end(thread);
      assertThat(seen.get()).isEqualTo(false);
    }
  }

  @EveryCaller
  void anInterruptWhileItRunsStaysWithTheStarter() throws Exception {
    Thread starter = Thread.currentThread();
    Thread thread =
        factory.newThread(() -> {
          starter.interrupt();
          seen.set(Thread.currentThread().isInterrupted());
          blocker.awaitUninterruptibly();
        });
    thread.start();
    blocker.release();
    while (!Thread.interrupted()) {
      Thread.onSpinWait(); // plain virtual threads run when they like
    }
    end(thread);
    assertThat(seen.get()).isEqualTo(false);
  }

  @EveryCaller
  void startsInABody() throws Exception {
    Fork<Thread> fork =
        MaybeFork.maybeFork(() -> {
          Thread thread = factory.newThread(blocker::awaitUninterruptibly);
          thread.start();
          return thread;
        });
    assertThat(fork.join().isAlive()).isTrue();
    blocker.release();
    end(fork.join());
  }

  @EveryCaller
  void startsInEachOtherToAnyDepth() throws Exception {
    List<Thread> chain = new ArrayList<>();
    chain(chain, 200);
    for (int i = 0; i < 200; i++) {
      int before = i;
      Await.until(() -> sizeOf(chain) > before, "the next one has started");
      end(threadAt(chain, i));
    }
    assertThat(chain).hasSize(200);
  }

  private static int sizeOf(List<Thread> chain) {
    synchronized (chain) {
      return chain.size();
    }
  }

  private static Thread threadAt(List<Thread> chain, int index) {
    synchronized (chain) {
      return chain.get(index);
    }
  }

  private void chain(List<Thread> chain, int rest) {
    if (rest > 0) {
      Thread thread = factory.newThread(() -> chain(chain, rest - 1));
      synchronized (chain) {
        chain.add(thread);
      }
      thread.start();
    }
  }

  @EveryCaller
  void isNoBody() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      Thread thread =
          factory.newThread(() -> {
            blockIf(block);
            assertThatIllegalStateException().isThrownBy(MaybeFork::endFork);
            seen.set("refused");
          });
      thread.start();
      blocker.release();
      end(thread);
      assertThat(seen.getAndSet(null)).isEqualTo("refused");
    }
  }
}
