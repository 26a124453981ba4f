package dev.maybefork.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever throws its caller out, a child that has begun comes to its end. */
class WatchedChildTest {
  /** Blocks. Its caller has no stack left to ask it whether it forks. */
  private static final class Unlucky implements Task {
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final Consumer<ForkGate> then;
    private volatile @Nullable Thread child;
    private volatile @Nullable ForkGate gate;

    Unlucky(Consumer<ForkGate> then) {
      this.then = then;
    }

    @Override
    public void onStart(Thread child, ForkGate gate) {
      this.child = child;
      this.gate = gate;
    }

    @Override
    public void run() {
      try {
        goesOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      then.accept(Objects.requireNonNull(gate));
    }

    @Override
    public boolean mayForkAt(BlockEvent block) {
      throw new StackOverflowError("when it's asked");
    }

    @Override
    public void onFork(Thread child) {}

    @Override
    public void onFailure(Throwable e) {}
  }

  private static void assertEnds(Consumer<ForkGate> then) throws Exception {
    Unlucky task = new Unlucky(then);
    assertThatThrownBy(() -> new WatchEngine().start(task)).isInstanceOf(StackOverflowError.class);
    Thread child = Objects.requireNonNull(task.child);
    assertThat(child.isAlive()).isTrue();
    task.goesOn.countDown();
    assertThat(child.join(Duration.ofSeconds(50))).isTrue();
  }

  @Test
  void itEndsThoughItsCallerCouldNotAskIt() throws Exception {
    assertEnds(_ -> {});
  }

  @Test
  void itIsNotAnsweredByACallerThatHasGone() throws Exception {
    assertEnds(ForkGate::forkNow);
  }

  @Test
  void itMayCloseItsGate() throws Exception {
    assertEnds(gate -> assertThat(gate.close()).as("it has forked").isTrue());
  }
}
