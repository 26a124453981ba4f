package dev.maybefork.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;

/** Waits for what is needed. */
final class Await {
  private static final long DEADLINE_SECONDS = 60;

  private Await() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + DEADLINE_SECONDS * 1_000_000_000;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
