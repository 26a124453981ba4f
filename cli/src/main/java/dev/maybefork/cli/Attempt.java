package dev.maybefork.cli;

import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import dev.maybefork.cli.Kind.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/**
 * One call of maybeFork, by a platform thread, with a body that makes one blocking call.
 *
 * <p>The block is released when maybeFork has returned, or else after {@link #PATIENCE}: so one
 * that forks costs no time, and one that holds its caller shows that it does.
 */
final class Attempt {
  /**
   * How long a caller may be held before the block is released. The first of its kind also loads
   * what it needs, on a busy machine in some hundred milliseconds.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long anything may take that should happen by itself, so that nothing hangs. */
  private static final long DEADLINE_MILLIS = 20_000;

  private final Ending ending;
  private final Block block;
  private final CountDownLatch returned = new CountDownLatch(1);
  private volatile boolean forked;
  private volatile long startedAt;
  private volatile long returnedAt;
  private volatile long releasedAt = Observation.NEVER;
  private volatile long endedAt = Observation.NEVER;

  private Attempt(Ending ending, Block block) {
    this.ending = ending;
    this.block = block;
  }

  /** Attempts with calls that need not block, as what they wait for was done before. */
  static List<Observation> ready(Kind kind, int count) throws Exception {
    try (Resources resources = new Resources()) {
      List<Attempt> attempts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Block block = kind.setup().prepare(resources);
        block.release().run();
        awaitReady(block);
        attempts.add(new Attempt(kind.ending(), block));
      }
      return observe(attempts, () -> {});
    }
  }

  /**
   * An attempt with a call that blocks.
   *
   * @param rest how long it stays blocked after maybeFork has returned
   */
  static Observation blocked(Kind kind, Duration rest) throws Exception {
    try (Resources resources = new Resources()) {
      Block block = kind.setup().prepare(resources);
      Attempt attempt = new Attempt(kind.ending(), block);
      return observe(List.of(attempt), () -> attempt.release(rest)).getFirst();
    }
  }

  private static void awaitReady(Block block) throws Exception {
    long deadline = System.nanoTime() + MILLISECONDS.toNanos(DEADLINE_MILLIS);
    while (!block.ready().call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("what it waits for did not come");
      }
      Thread.sleep(1);
    }
  }

  /** What is done while the attempt goes on. */
  private interface Meanwhile {
    void run() throws Exception;
  }

  private static List<Observation> observe(List<Attempt> attempts, Meanwhile meanwhile)
      throws Exception {
    MaybeFork.engineStatus(); // at first use an engine is chosen, which is no block
    FutureTask<List<Fork<Void>>> calls =
        new FutureTask<>(() -> attempts.stream().map(Attempt::call).toList());
    Thread caller = Thread.ofPlatform().daemon().name("caller").start(calls);
    try {
      meanwhile.run();
      for (Fork<Void> fork : calls.get(DEADLINE_MILLIS, MILLISECONDS)) {
        fork.get(DEADLINE_MILLIS, MILLISECONDS);
      }
      return attempts.stream().map(Attempt::seen).toList();
    } catch (TimeoutException e) {
      caller.interrupt();
      throw new TimeoutException("it had not ended after " + DEADLINE_MILLIS / 1000 + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private Fork<Void> call() {
    startedAt = System.nanoTime();
    Fork<Void> fork =
        maybeFork(() -> {
          try {
            block.call().run();
          } finally {
            endedAt = System.nanoTime();
          }
        });
    returnedAt = System.nanoTime();
    forked = fork.forked();
    returned.countDown();
    return fork;
  }

  private Observation seen() {
    return new Observation(ending, forked, startedAt, returnedAt, releasedAt, endedAt);
  }

  private void release(Duration rest) throws Exception {
    if (returned.await(PATIENCE.toMillis(), MILLISECONDS)) {
      Thread.sleep(rest);
    }
    if (ending == Ending.RELEASED && endedAt == Observation.NEVER) {
      releasedAt = System.nanoTime();
      block.release().run();
    }
  }
}
