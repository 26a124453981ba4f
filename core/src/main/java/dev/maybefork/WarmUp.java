package dev.maybefork;

import static dev.maybefork.MaybeFork.maybeFork;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Bodies of all shapes, each once without a block and once with one. */
final class WarmUp {
  private static final List<Boolean> BLOCKING = List.of(false, true);

  private WarmUp() {}

  static void run() {
    for (boolean blocks : BLOCKING) {
      maybeFork(() -> body(blocks)).join();
      maybeFork(ForkOn.nthBlock(1), () -> body(blocks)).join();
    }
    ForkLoop.over(BLOCKING).run(WarmUp::body).join();
    long _ = Stream.of(false, true).gather(ForkGatherers.mapConcurrent(2, WarmUp::mapped)).count();
    boolean interrupted = false;
    try (ForkScope scope = ForkScope.open();
        ExecutorService executor = MaybeFork.executor()) {
      Fork<Void> _ = scope.fork(() -> body(/* blocks= */ true));
      scope.join();
      executor.submit(() -> body(/* blocks= */ true)).get();
    } catch (InterruptedException e) {
      interrupted = true; // enough
    } catch (ExecutionException e) {
      throw new AssertionError(e); // they throw nothing
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void body(boolean blocks) {
    if (blocks) {
      LockSupport.parkNanos(1);
    }
  }

  private static boolean mapped(boolean blocks) {
    body(blocks);
    return blocks;
  }
}
