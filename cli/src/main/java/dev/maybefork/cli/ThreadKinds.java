package dev.maybefork.cli;

import dev.maybefork.ForkBody;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Blocks of a thread by itself, and for the end of another one. */
final class ThreadKinds {
  private static final Duration SLEEP = Duration.ofMillis(300);

  private ThreadKinds() {}

  /**
   * The release turns the time to sleep negative, as that of one who is late: then nobody sleeps.
   */
  static Block sleep(Resources resources) {
    AtomicReference<Duration> time = new AtomicReference<>(SLEEP);
    return new Block(() -> Thread.sleep(time.get()), () -> time.set(Duration.ofNanos(-1)));
  }

  static Block letOthersRun(Resources resources) {
    ForkBody nothing = () -> {};
    return new Block(Thread::yield, nothing);
  }

  static Block park(Resources resources) {
    AtomicBoolean permitted = new AtomicBoolean();
    AtomicReference<@Nullable Thread> parked = new AtomicReference<>();
    return new Block(
        () -> {
          parked.set(Thread.currentThread());
          while (!permitted.get()) {
            LockSupport.park();
          }
        },
        () -> {
          permitted.set(true);
          LockSupport.unpark(parked.get());
        });
  }

  static Block join(Resources resources) throws InterruptedException {
    Holder other = resources.own(Holder.start(body -> body.run()));
    return new Block(() -> other.thread().join(), other::letGo);
  }

  static Block futureJoin(Resources resources) {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    return new Block(future::join, () -> future.complete(1));
  }
}
