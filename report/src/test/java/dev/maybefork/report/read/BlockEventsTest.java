package dev.maybefork.report.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.report.read.BlockEvents.Owner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose block it is, by its stack: innermost frame first. */
class BlockEventsTest {
  private static final String PARK = "jdk.internal.misc.Unsafe.park";
  private static final String RUN = "java.lang.Thread.run:1";

  private static Owner owner(String... frames) {
    return BlockEvents.owner(List.of(frames));
  }

  @Test
  void aProgramsOwn() {
    assertThat(owner(PARK, "java.util.concurrent.FutureTask.get:1", "com.acme.A.load:1", RUN))
        .isEqualTo(Owner.PROGRAM);
    assertThat(owner("java.lang.Thread.sleep:1", "com.acme.A.main:1")).isEqualTo(Owner.PROGRAM);
    assertThat(owner()).isEqualTo(Owner.PROGRAM);
  }

  @Test
  void aThreadThatWaitsForWork() {
    assertThat(owner(PARK, "java.util.concurrent.ThreadPoolExecutor.getTask:1", RUN))
        .isEqualTo(Owner.IDLE);
    assertThat(owner("java.lang.Object.wait:1", RUN)).isEqualTo(Owner.IDLE);
    String take = "java.util.concurrent.LinkedBlockingQueue.take:1";
    assertThat(owner(PARK, take, "com.acme.Worker.run:1", RUN)).isEqualTo(Owner.IDLE);
  }

  @Test
  void whoTakesFromAQueueForAResultDoesNot() {
    String take = "java.util.concurrent.LinkedBlockingQueue.take:1";
    assertThat(owner(PARK, take, "com.acme.A.main:1")).isEqualTo(Owner.PROGRAM);
    assertThat(
            owner(
                PARK,
                take,
                "com.acme.A.a:1",
                "com.acme.A.b:1",
                "com.acme.A.c:1",
                "com.acme.A.main2:1",
                RUN))
        .isEqualTo(Owner.PROGRAM);
  }

  @Test
  void aCallerThatJoinsAndABodyThatBlocks() {
    assertThat(owner(PARK, "dev.maybefork.ForkImpl.join:1", "com.acme.A.main:1"))
        .isEqualTo(Owner.CALLER);
    assertThat(
            owner(
                "java.lang.Thread.sleep:1",
                "com.acme.A.body:1",
                "dev.maybefork.internal.engine.Child.run:1",
                "java.lang.VirtualThread.run:1"))
        .isEqualTo(Owner.BODY);
  }
}
