package dev.maybefork.internal.engine;

import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;

/** Children that ask for a helper where no thread can be made. */
@Tag("contract")
class OffloadPoolTest {
  private static final Executor NO_THREADS =
      task -> {
        throw new OutOfMemoryError("no thread");
      };

  private static boolean moves(Executor helpers, boolean othersEnd) {
    boolean moved = OffloadPool.offload(requireNonNull(Child.current()), helpers, othersEnd);
    if (moved) {
      OffloadPool.leave();
    }
    return moved;
  }

  /** In a child that has forked, and so may move from wherever it is. */
  private static CompletableFuture<Boolean> movesForked(Executor helpers, boolean othersEnd) {
    return maybeFork(
            () -> {
              Thread.yield();
              return moves(helpers, othersEnd);
            })
        .toCompletableFuture();
  }

  @EveryCaller
  void aCallThatEndsByItselfIsMadeWhereItIs() throws Exception {
    assumeFalse(Caller.watches(), "where children are watched, there are no helpers");
    assertThat(movesForked(NO_THREADS, /* othersEnd= */ false).get()).isFalse();
    assertThat(movesForked(OffloadPool.OF_CALLS_THAT_END, /* othersEnd= */ false).get()).isTrue();
  }

  /** Who is to end it may be the caller that it would hold. */
  @EveryCaller
  void aCallThatOthersEndFails() throws Exception {
    assumeFalse(Caller.watches(), "where children are watched, there are no helpers");
    assertThatThrownBy(() -> maybeFork(() -> moves(NO_THREADS, /* othersEnd= */ true)).join())
        .rootCause()
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("no thread");
    Executor helpers = OffloadPool.OF_CALLS_THAT_OTHERS_END;
    assertThat(movesForked(helpers, /* othersEnd= */ true).get()).isTrue();
  }
}
