package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.internal.engine.ForkGate;
import dev.maybefork.internal.engine.Task;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.LockFreeList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can't be brought about from outside. */
class LoopRunTest {
  private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

  private final Blocker blocker = new Blocker();
  private final List<Throwable> thrown = new LockFreeList<>();

  private void awaitForEver() throws InterruptedException {
    try {
      blocker.await();
    } catch (InterruptedException e) {
      thrown.add(e);
      throw e;
    }
  }

  /** As if there was no thread for it. */
  @Test
  void aNextChildThatCanNotStartEndsTheLoop() {
    OutOfMemoryError noThread = new OutOfMemoryError("no thread");
    List<Task> children = new ArrayList<>();
    Fork<?> fork =
        new LoopRun<Integer, Integer>(
                TEN,
                i -> {
                  awaitForEver();
                  return i;
                },
                new ArrayList<>(),
                Integer.MAX_VALUE,
                Exhaustion.WAIT)
            .start(child -> {
              children.add(child);
              if (children.size() == 2) {
                throw noThread;
              }
              Conditions.start(child, ForkOn.BLOCKING);
            });
    assertThatThrownBy(fork::join).isInstanceOf(CompletionException.class).hasCause(noThread);
    assertThat(children).hasSize(2);
    assertThat(thrown).hasSize(1);
  }

  /** A watched child may be taken for blocked in the very moment in which its item throws. */
  @Test
  void aChildThatIsRelievedWhileItsItemThrowsIsRelieved() {
    IllegalStateException failure = new IllegalStateException("the item");
    LoopRun<Integer, Integer> loop =
        new LoopRun<>(TEN, item -> sneakyThrow(failure), null, 10, Exhaustion.WAIT);
    LoopChild<Integer, Integer> child = new LoopChild<>(loop);
    Thread thread = new Thread();
    child.onStart(
        thread,
        new ForkGate() {
          private int items;

          @Override
          public boolean close() {
            if (items == 1) {
              child.onFork(thread); // close waits for that
            }
            return items == 1;
          }

          @Override
          public boolean open() {
            items++;
            return true;
          }

          @Override
          public void forkNow() {}
        });
    child.run();
    assertThat(child.isRelieved()).isTrue();
    assertThat(loop.failure()).isSameAs(failure);
  }

  private static Integer sneakyThrow(RuntimeException failure) {
    throw failure;
  }
}
