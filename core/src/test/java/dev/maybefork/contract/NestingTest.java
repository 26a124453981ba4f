package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** maybeFork in bodies, in bodies, in bodies. */
class NestingTest {
  private final Blocker blocker = new Blocker();

  @EveryCaller
  void onlyTheOneThatBlocksForks() throws Exception {
    List<Fork<String>> inner = new ArrayList<>();
    Fork<String> outer =
        maybeFork(() -> {
          inner.add(
              maybeFork(() -> {
                blocker.await();
                return "inner";
              }));
          return "outer";
        });
    assertThat(outer.forked()).isFalse();
    assertThat(outer.resultNow()).isEqualTo("outer");
    assertThat(inner.getFirst().forked()).isTrue();
    blocker.release();
    assertThat(inner.getFirst().join()).isEqualTo("inner");
  }

  /** To take its monitors out of the way is no block of the body that holds them. */
  @EveryCaller
  void aBodyThatHoldsAMonitorDoesNotForkForIt() throws Exception {
    Object monitor = new Object();
    Fork<String> outer =
        maybeFork(() -> {
          synchronized (monitor) {
            return maybeFork(() -> "inner").join() + " outer";
          }
        });
    assertThat(outer.forked()).isFalse();
    assertThat(outer.join()).isEqualTo("inner outer");
  }

  /** The hand-off that a body with a time needs is no block of the body that calls. */
  @EveryCaller
  void aBodyThatHandsOffDoesNotForkForIt() throws Exception {
    ForkOn timed = ForkOn.BLOCKING.or(ForkOn.after(Duration.ofMinutes(10)));
    Fork<String> outer = maybeFork(() -> maybeFork(timed, () -> "inner").join() + " outer");
    assertThat(outer.forked()).isFalse();
    assertThat(outer.join()).isEqualTo("inner outer");
  }

  @EveryCaller
  void fourLevelsThatAllBlock() throws Exception {
    Fork<Integer> fork = nest(4);
    assertThat(fork.forked()).isTrue();
    blocker.release();
    assertThat(fork.join()).isEqualTo(4);
  }

  private Fork<Integer> nest(int levels) {
    return maybeFork(() -> {
      int below = levels == 1 ? 0 : nest(levels - 1).join();
      blocker.await();
      return below + 1;
    });
  }

  @EveryCaller
  void toAnyDepth() throws Exception {
    int depth = Caller.watches() ? 200 : 2_000;
    Fork<Integer> fork = descend(depth);
    assertThat(fork.forked()).isFalse();
    assertThat(fork.join()).isEqualTo(depth);
  }

  private static Fork<Integer> descend(int levels) {
    return maybeFork(() -> levels == 0 ? 0 : descend(levels - 1).join() + 1);
  }

  @EveryCaller
  void aBlockAtTheBottomForksOnlyTheBottom() throws Exception {
    List<Fork<String>> bottom = new ArrayList<>();
    Fork<Integer> top = descendTo(100, bottom);
    assertThat(top.forked()).isFalse();
    assertThat(bottom.getFirst().forked()).isTrue();
    blocker.release();
    assertThat(bottom.getFirst().join()).isEqualTo("bottom");
  }

  private Fork<Integer> descendTo(int levels, List<Fork<String>> bottom) {
    return maybeFork(() -> {
      if (levels > 0) {
        return descendTo(levels - 1, bottom).join();
      }
      bottom.add(
          maybeFork(() -> {
            blocker.await();
            return "bottom";
          }));
      return 0;
    });
  }
}
