package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.Garbage;
import dev.maybefork.testing.LockFreeList;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** What is kept after a body has ended: its result, by the fork; and nothing else. */
class LeakTest {
  private final Blocker blocker = new Blocker();

  @EveryCaller
  void aForkKeepsNeitherBodyNorThread() throws Exception {
    List<WeakReference<?>> references = new LockFreeList<>();
    Fork<Integer> inline = maybeFork(body(references));
    Fork<Integer> forked = maybeFork(blocking(body(references)));
    blocker.release();
    assertThat(inline.join() + forked.join()).isEqualTo(2_000);
    assertThat(references).hasSize(4);
    Garbage.assertCollected(references);
    assertThat(inline.isDone() && forked.isDone()).isTrue(); // they are reachable until here
  }

  private static Callable<Integer> body(List<WeakReference<?>> references) {
    byte[] captured = new byte[1_000];
    references.add(new WeakReference<>(captured));
    return () -> {
      references.add(new WeakReference<>(Thread.currentThread()));
      return captured.length;
    };
  }

  private Callable<Integer> blocking(Callable<Integer> body) {
    return () -> {
      blocker.await();
      return body.call();
    };
  }

  @EveryCaller
  void theForkOfALoopKeepsNothingOfIt() throws Exception {
    List<WeakReference<?>> references = new LockFreeList<>();
    Fork<Void> inline = loop(references, item -> {});
    Fork<Void> forked = loop(references, item -> blocker.await());
    blocker.release();
    inline.join();
    forked.join();
    assertThat(references).hasSize(12);
    Garbage.assertCollected(references);
    assertThat(inline.isDone() && forked.isDone()).isTrue(); // they are reachable until here
  }

  private static Fork<Void> loop(
      List<WeakReference<?>> references, ForkLoop.ItemBody<byte[]> body) {
    List<byte[]> items = List.of(new byte[1_000], new byte[1_000], new byte[1_000]);
    items.forEach(item -> references.add(new WeakReference<>(item)));
    return ForkLoop.over(items)
        .run(item -> {
          references.add(new WeakReference<>(Thread.currentThread()));
          body.run(item);
        });
  }

  /** While a loop goes on, what of it has ended is not kept either. */
  @EveryCaller
  void aLoopThatGoesOnKeepsNoChildThatHasEnded() throws Exception {
    List<WeakReference<?>> threads = new LockFreeList<>();
    Fork<List<Integer>> fork =
        ForkLoop.over(List.of(0, 1, 2, 3))
            .map(i -> {
              if (i == 0) {
                blocker.await();
              } else {
                threads.add(new WeakReference<>(Thread.currentThread()));
                Thread.sleep(1);
              }
              return i;
            });
    assertThat(threads).hasSize(3);
    Garbage.assertCollected(threads);
    blocker.release();
    assertThat(fork.join()).containsExactly(0, 1, 2, 3);
  }

  /** Its scheduler is what the JDK gives a virtual thread started by a virtual thread. */
  @EveryCaller
  void aThreadThatABodyStartedDoesNotKeepTheResult() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      List<Thread> started = new ArrayList<>();
      WeakReference<byte[]> result = new WeakReference<>(startAndReturn(started, block));
      Garbage.assertCollected(result);
      assertThat(started.getFirst().isAlive()).isTrue();
      started.getFirst().interrupt();
      started.getFirst().join();
    }
  }

  private byte[] startAndReturn(List<Thread> started, boolean block) {
    return maybeFork(
            () -> {
              if (block) {
                Thread.sleep(1);
              }
              started.add(Thread.startVirtualThread(LeakTest::awaitInterrupt));
              return new byte[1_000];
            })
        .join();
  }

  private static void awaitInterrupt() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }
}
