package dev.maybefork.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Exhaustion;
import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Loops that don't come to their end: failure, cancellation, interrupts. */
@SuppressWarnings("StreamToIterable") // that a loop goes over it once is what is tested
class ForkLoopFailureTest {
  private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

  private final Blocker blocker = new Blocker();
  private final List<Integer> started = new LockFreeList<>();
  private final List<Throwable> thrown = new LockFreeList<>();

  private void awaitForEver() throws InterruptedException {
    try {
      blocker.await();
    } catch (InterruptedException e) {
      thrown.add(e);
      throw e;
    }
  }

  @EveryCaller
  void theFirstFailureEndsTheLoop() throws Exception {
    IllegalStateException failure = new IllegalStateException("item 5");
    Fork<List<Integer>> fork =
        ForkLoop.over(TEN)
            .map(i -> {
              started.add(i);
              if (i == 5) {
                throw failure;
              }
              if (i % 2 == 0) {
                awaitForEver();
              }
              return i;
            });
    assertThatThrownBy(fork::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThat(started).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(thrown).hasSize(3);
    assertThat(failure.getSuppressed()).containsExactlyInAnyOrderElementsOf(thrown);
  }

  @EveryCaller
  void aBlockedItemsFailureEndsTheLoopToo() throws Exception {
    AssertionError failure = new AssertionError("item 1");
    CountDownLatch failed = new CountDownLatch(1);
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .limit(2)
            .run(i -> {
              started.add(i);
              if (i == 0) {
                awaitForEver();
              }
              if (i == 1) {
                Thread.sleep(5);
                failed.countDown();
                throw failure;
              }
              failed.await();
              awaitForEver(); // whether it blocks before or after the failure, it's interrupted
            });
    assertThatThrownBy(fork::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThat(started).startsWith(0, 1).hasSizeLessThanOrEqualTo(3);
  }

  @EveryCaller
  void aFailureInterruptsAnIterationThatBlocks() throws Exception {
    IllegalStateException failure = new IllegalStateException("item 0");
    Blocker iterates = new Blocker();
    Iterable<Integer> slow =
        () ->
            new Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                if (next > 0) {
                  iterates.release();
                  awaitUnchecked();
                }
                return true;
              }

              @Override
              public Integer next() {
                return next++;
              }
            };
    Fork<Void> fork =
        ForkLoop.over(slow)
            .run(i -> {
              iterates.await();
              throw failure;
            });
    assertThatThrownBy(fork::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThat(thrown).hasSize(1);
  }

  private void awaitUnchecked() {
    try {
      awaitForEver();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  @EveryCaller
  void anIterationThatThrowsEndsTheLoop() throws Exception {
    NoSuchElementException failure = new NoSuchElementException("no more");
    Stream<Integer> stream =
        TEN.stream()
            .peek(i -> {
              if (i == 3) {
                throw failure;
              }
            });
    Fork<Void> fork =
        ForkLoop.over(stream::iterator)
            .run(i -> {
              started.add(i);
              if (i == 1) {
                awaitForEver();
              }
            });
    assertThatThrownBy(fork::join).isInstanceOf(CompletionException.class).hasCause(failure);
    assertThat(started).containsExactly(0, 1, 2);
    assertThat(failure.getSuppressed()).containsExactlyElementsOf(thrown).hasSize(1);
  }

  @EveryCaller
  void anIterableThatThrowsIsNoDifferent() throws Exception {
    IllegalStateException failure = new IllegalStateException("consumed");
    Iterable<Integer> broken =
        () -> {
          throw failure;
        };
    assertThatThrownBy(ForkLoop.over(broken).map(i -> i)::join)
        .isInstanceOf(CompletionException.class)
        .hasCause(failure);
  }

  @EveryCaller
  void anInterruptAtTheLimitEndsTheLoop() throws Exception {
    Thread caller = Thread.currentThread();
    CountDownLatch blocked = new CountDownLatch(2);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          awaitQuietly(blocked);
          caller.interrupt();
        });
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .limit(2)
            .run(i -> {
              started.add(i);
              blocked.countDown();
              awaitForEver();
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(fork::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(started).containsExactly(0, 1);
    assertThat(thrown).hasSize(2);
  }

  @EveryCaller
  void elsewhereAnInterruptOfTheCallerIsOnlyKept() throws Exception {
    Thread caller = Thread.currentThread();
    Fork<List<Boolean>> fork =
        ForkLoop.over(TEN)
            .map(i -> {
              if (i == 2) {
                caller.interrupt();
              }
              if (i == 5) {
                blocker.await();
              }
              return Thread.currentThread().isInterrupted();
            });
    assertThat(Thread.interrupted()).isTrue();
    blocker.release();
    assertThat(fork.join()).hasSize(10).containsOnly(false);
  }

  /** Such a child has lost its caller's stack: the loop must not stay with it. */
  @EveryCaller
  void afterAHeldIterationWasInterruptedTheLoopGoesOn() throws Exception {
    Thread caller = Thread.currentThread();
    AtomicInteger interrupts = new AtomicInteger();
    CountDownLatch iterates = new CountDownLatch(1);
    Stream<Integer> stream =
        TEN.stream()
            .peek(i -> {
              if (i == 3) {
                iterates.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupts.incrementAndGet();
                }
              }
            });
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          awaitQuietly(iterates);
          caller.interrupt();
        });
    Fork<List<Integer>> fork =
        ForkLoop.over(stream::iterator)
            .map(i -> {
              started.add(i);
              if (i == 1 || i == 3 || i == 7) {
                blocker.await();
              }
              return i;
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(started).isEqualTo(TEN);
    assertThat(interrupts.get()).isEqualTo(1);
    assertThat(fork.isDone()).isFalse();
    blocker.release();
    assertThat(fork.join()).isEqualTo(TEN);
  }

  @EveryCaller
  void cancelStopsTheLoopAndInterruptsItsItems() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(2);
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .limit(2)
            .exhaustion(Exhaustion.LAST_CHILD)
            .run(i -> {
              started.add(i);
              try {
                blocker.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    assertThat(fork.cancel(true)).isTrue();
    assertThat(fork.isCancelled()).isTrue();
    assertThatThrownBy(fork::join).isInstanceOf(CancellationException.class);
    assertThat(interrupted.await(100, SECONDS)).isTrue();
    assertThat(fork.cancel(true)).isFalse();
    assertThat(started).containsExactly(0, 1);
  }

  @EveryCaller
  void cancelMayLeaveItemsAlone() throws Exception {
    CountDownLatch over = new CountDownLatch(2);
    Fork<Void> fork =
        ForkLoop.over(TEN)
            .limit(2)
            .exhaustion(Exhaustion.LAST_CHILD)
            .run(i -> {
              started.add(i);
              awaitForEver();
              over.countDown();
            });
    assertThat(fork.cancel(false)).isTrue();
    blocker.release();
    assertThat(over.await(100, SECONDS)).isTrue();
    assertThat(thrown).isEmpty();
    assertThat(started).containsExactly(0, 1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
      Thread.sleep(10); // so that who counted down last is blocked by now
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
