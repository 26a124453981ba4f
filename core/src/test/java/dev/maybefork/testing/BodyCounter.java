package dev.maybefork.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.ForkBody;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the bodies that run, and knows the threads they run in. */
public final class BodyCounter {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  public <T> Callable<T> of(Callable<T> body) {
    return () -> {
      begun.incrementAndGet();
      running.incrementAndGet();
      threads.add(Thread.currentThread());
      try {
        return body.call();
      } finally {
        running.decrementAndGet();
      }
    };
  }

  public ForkBody ofBody(ForkBody body) {
    Callable<String> counted =
        of(() -> {
          body.run();
          return "";
        });
    return counted::call;
  }

  /** A body that takes its time to end when it is interrupted. */
  public ForkBody slowToEnd(Blocker blocker) {
    return ofBody(() -> {
      try {
        blocker.await();
      } catch (InterruptedException e) {
        Thread.sleep(20);
      }
    });
  }

  public int running() {
    return running.get();
  }

  public void assertAllEnded(int bodies) throws InterruptedException {
    assertThat(running).hasValue(0);
    assertThat(begun).hasValue(bodies);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(50))).as("%s ended", thread).isTrue();
    }
  }
}
