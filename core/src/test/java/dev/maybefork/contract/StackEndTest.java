package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Blocker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls at every depth near the end of the stack: each runs its body or fails with a
 * StackOverflowError, and nothing else breaks. A thread runs out of stack, and calls from each of
 * its frames while it comes back; from round to round all frames lie some words elsewhere. What is
 * done there besides changes no collection: one that runs out of stack in the middle of an add or a
 * remove is broken.
 */
@Tag("contract")
@SuppressWarnings({"InfiniteRecursion", "WaitNotInLoop"}) // both on purpose
class StackEndTest {
  private static final int ROUNDS = 13;
  private static final int CALLS = 120;
  private static final int PADDINGS = 13;
  private static final int STACK_SIZE = 256 * 1024;

  private Future<?>[] forks = {};
  private int callsLeft;

  @FunctionalInterface
  private interface Call {
    Future<?> run(int number);
  }

  @ParameterizedTest
  @CsvSource({
    "false, inline",
    "false, sleep",
    "false, wait",
    "false, monitor",
    "false, held",
    "false, kinds",
    "false, nthBlock",
    "false, after",
    "false, always",
    "false, thread",
    "false, loop",
    "true, inline",
    "true, sleep",
    "true, wait",
    "true, monitor",
    "true, held",
    "true, kinds",
    "true, nthBlock",
    "true, after",
    "true, always",
    "true, thread",
    "true, loop"
  })
  void itIsACleanFailure(boolean isVirtual, String shape) throws Exception {
    Call call = call(shape);
    for (int i = 0; i < ROUNDS; i++) {
      callNearTheEnd(isVirtual, i % PADDINGS, CALLS, call);
      awaitForks();
    }
    assertThat(Thread.startVirtualThread(() -> {}).join(Duration.ofSeconds(60))).isTrue();
    assertThat(maybeFork(() -> "alive").join()).isEqualTo("alive");
  }

  /** Then nobody waits for what was cancelled: who sets the outcome releases the waiters. */
  @Test
  void aForkIsCancelledWholeOrNotAtAll() throws Exception {
    Blocker blocker = new Blocker();
    List<Fork<Void>> begun = new ArrayList<>();
    List<CompletableFuture<Void>> waiters = new ArrayList<>();
    for (int i = 0; i < 5 * CALLS; i++) { // a frame may be small: the last ones have the stack
      Fork<Void> fork = maybeFork(ForkOn.ALWAYS, blocker::await);
      begun.add(fork);
      waiters.add(fork.toCompletableFuture());
    }
    callNearTheEnd(
        /* isVirtual= */ false,
        0,
        begun.size(),
        number -> {
          Fork<Void> fork = begun.get(number);
          fork.cancel(/* mayInterruptIfRunning= */ false);
          return fork;
        });
    assertThat(begun).anyMatch(Fork::isCancelled);
    blocker.release();
    for (CompletableFuture<Void> waiter : waiters) {
      var _ = waiter.handle((result, thrown) -> thrown).get(60, TimeUnit.SECONDS);
    }
  }

  @BeforeAll
  static void theEngineIsChosen() {
    assertThat(MaybeFork.engineStatus()).isNotNull();
  }

  private static Call call(String shape) {
    ForkBody sleep = () -> LockSupport.parkNanos(100_000);
    return switch (shape) {
      case "inline" -> _ -> maybeFork(() -> 1);
      case "sleep" -> _ -> maybeFork(sleep);
      case "wait" ->
          _ ->
              maybeFork(() -> {
                Object monitor = new Object();
                synchronized (monitor) {
                  monitor.wait(1);
                }
              });
      case "monitor" ->
          _ -> {
            synchronized (new Object()) {
              return maybeFork(sleep);
            }
          };
      case "held" -> _ -> maybeFork(ForkOn.NEVER, sleep);
      case "kinds" -> _ -> maybeFork(ForkOn.kinds(BlockKind.PARK), sleep);
      case "nthBlock" -> _ -> maybeFork(ForkOn.nthBlock(2), sleep);
      case "after" -> _ -> maybeFork(ForkOn.after(Duration.ofNanos(50_000)), sleep);
      case "always" -> _ -> maybeFork(ForkOn.ALWAYS, sleep);
      case "thread" ->
          _ -> {
            MaybeFork.threadFactory().newThread(() -> LockSupport.parkNanos(100_000)).start();
            return maybeFork(() -> 1);
          };
      case "loop" -> _ -> ForkLoop.over(List.of(1, 2)).run(item -> LockSupport.parkNanos(100_000));
      default -> throw new IllegalArgumentException(shape);
    };
  }

  /** What the caller throws, be it that it is not itself, is thrown here. */
  private void callNearTheEnd(boolean isVirtual, int padding, int calls, Call call)
      throws Exception {
    forks = new Future<?>[calls];
    callsLeft = calls;
    FutureTask<Integer> body = new FutureTask<>(() -> padded(padding, call));
    Thread caller =
        isVirtual
            ? Thread.ofVirtual().unstarted(body)
            : new Thread(null, body, "little stack", STACK_SIZE);
    caller.start();
    body.get(60, TimeUnit.SECONDS);
    assertThat(caller.join(Duration.ofSeconds(60))).as("%s comes back", caller).isTrue();
    assertThat(callsLeft).isZero();
  }

  private int padded(int padding, Call call) {
    return padding == 0 ? recurse(1, 2, call) : padded(padding - 1, call) + 1;
  }

  /** The other numbers make the frame as large as others are. */
  private int recurse(long a, long b, Call call) {
    int depth = 0;
    try {
      depth = recurse(b, a + 1, call) + 1;
    } catch (StackOverflowError e) {
      // from here on back
    }
    if (callsLeft > 0) {
      int number = --callsLeft;
      Thread caller = Thread.currentThread();
      try {
        forks[number] = call.run(number);
      } catch (StackOverflowError e) {
        // as it should
      }
      if (Thread.currentThread() != caller) {
        throw new AssertionError("the caller is not itself");
      }
    }
    return depth;
  }

  /** Those that have begun end, well or with that error. */
  private void awaitForks() throws Exception {
    for (Future<?> fork : forks) {
      if (fork != null) { // the call itself may have failed
        try {
          fork.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(StackOverflowError.class);
        }
      }
    }
  }
}
