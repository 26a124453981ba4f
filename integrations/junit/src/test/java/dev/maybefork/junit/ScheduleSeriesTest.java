package dev.maybefork.junit;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Which schedules there are, and what they do to bodies. */
class ScheduleSeriesTest {
  /** What the test methods below saw, in order. */
  private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static void noteWhetherForks(ForkBody body) {
    Fork<Void> fork = maybeFork(body);
    SEEN.add(fork.forked());
    fork.join();
  }

  static class ThreeBlocks {
    @ForkSchedules
    void test() throws Exception {
      try (Blocks.Answering socket = new Blocks.Answering()) {
        noteWhetherForks(() -> {
          Blocks.sleep();
          Blocks.queue();
          socket.ask();
        });
      }
    }
  }

  @Test
  void theSeriesEndsWithTheFirstBlockThatNoBodyHas() {
    TestRun run = TestRun.of(ThreeBlocks.class);
    assertThat(run.invocations())
        .containsExactly("never", "always", "block 1", "block 2", "block 3", "block 4");
    assertThat(SEEN).containsExactly(false, true, true, true, true, false);
    assertThat(run.reports()).containsExactly("the series is complete: no body forked at block 4");
  }

  static class NoBlock {
    @ForkSchedules
    void test() {
      noteWhetherForks(() -> {});
    }
  }

  @Test
  void aBodyThatDoesNotBlockForksOnlyAlways() {
    assertThat(TestRun.of(NoBlock.class).invocations())
        .containsExactly("never", "always", "block 1");
    assertThat(SEEN).containsExactly(false, true, false);
  }

  static class TheBlockItself {
    @ForkSchedules
    void test() {
      Fork<Void> fork =
          maybeFork(() -> {
            SEEN.add("a");
            Blocks.longSleep();
            SEEN.add("b");
            Blocks.monitor();
            SEEN.add("c");
          });
      SEEN.add("caller");
      fork.join();
      SEEN.add("end");
    }
  }

  @Test
  void theBodyForksAtTheBlockThatIsNamed() {
    assertThat(TestRun.of(TheBlockItself.class).invocations())
        .containsExactly("never", "always", "block 1", "block 2", "block 3");
    List<Object> byBlocks = SEEN.subList(10, SEEN.size()); // "always" may go either way
    assertThat(SEEN.subList(0, 5)).containsExactly("a", "b", "c", "caller", "end");
    assertThat(byBlocks.subList(0, 5)).containsExactly("a", "caller", "b", "c", "end");
    assertThat(byBlocks.subList(5, 10)).containsExactly("a", "b", "caller", "c", "end");
    assertThat(byBlocks.subList(10, 15)).containsExactly("a", "b", "c", "caller", "end");
  }

  static class Capped {
    @ForkSchedules(maxBlocks = 2)
    void test() {
      noteWhetherForks(() -> {
        Blocks.sleep();
        Blocks.sleep();
        Blocks.sleep();
      });
    }
  }

  @Test
  void theCapIsToldInTheNameAndInTheReport() {
    TestRun run = TestRun.of(Capped.class);
    assertThat(run.invocations())
        .containsExactly("never", "always", "block 1", "block 2, the last for maxBlocks");
    assertThat(run.reports())
        .containsExactly("the series is not complete: it ends at maxBlocks = 2");
  }

  static class CompleteAtTheCap {
    @ForkSchedules(maxBlocks = 2)
    void test() {
      noteWhetherForks(Blocks::sleep);
    }
  }

  @Test
  void aSeriesThatIsCompleteAtTheCapSaysSo() {
    assertThat(TestRun.of(CompleteAtTheCap.class).reports())
        .containsExactly("the series is complete: no body forked at block 2");
  }

  static class FailsInTheMiddle {
    @ForkSchedules
    void test() {
      Fork<Void> fork =
          maybeFork(() -> {
            Blocks.longSleep();
            SEEN.add("first");
            Blocks.sleep();
          });
      boolean tooEarly = !SEEN.remove("first");
      fork.join();
      SEEN.clear();
      assertThat(tooEarly).isFalse();
    }
  }

  @Test
  void aFailureDoesNotEndTheSeries() {
    assertThat(TestRun.of(FailsInTheMiddle.class).invocations())
        .containsExactly("never", "always: FAILED", "block 1: FAILED", "block 2", "block 3");
  }

  static class LoopOfItems {
    @ForkSchedules
    void test() {
      Fork<Void> loop =
          ForkLoop.over(List.of(1, 2, 1))
              .run(blocks -> {
                for (int i = 0; i < blocks; i++) {
                  Blocks.sleep();
                }
              });
      SEEN.add(loop.forked());
      loop.join();
    }
  }

  @Test
  void loopsAreUnderTheSchedule() {
    assertThat(TestRun.of(LoopOfItems.class).invocations())
        .containsExactly("never", "always", "block 1", "block 2", "block 3");
    assertThat(SEEN).containsExactly(false, true, true, true, false);
  }

  static class ScopeOfBodies {
    @ForkSchedules
    void test() throws Exception {
      try (ForkScope scope = ForkScope.open()) {
        SEEN.add(scope.fork(Blocks::sleep).forked());
        SEEN.add(scope.fork(Blocks::queue).forked());
        scope.join();
      }
    }
  }

  @Test
  void scopesAreUnderTheSchedule() {
    assertThat(TestRun.of(ScopeOfBodies.class).invocations())
        .containsExactly("never", "always", "block 1", "block 2");
    assertThat(SEEN).containsExactly(false, false, true, true, true, true, false, false);
  }

  static class Executor {
    @ForkSchedules
    void test() throws ExecutionException, InterruptedException {
      try (ExecutorService executor = MaybeFork.executor()) {
        Future<String> task =
            executor.submit(() -> {
              Blocks.longSleep();
              return "";
            });
        SEEN.add(task.isDone());
        assertThat(task.get()).isEmpty();
      }
    }
  }

  @Test
  void executorsAreUnderTheSchedule() {
    assertThat(TestRun.of(Executor.class).invocations())
        .containsExactly("never", "always", "block 1", "block 2");
    assertThat(SEEN).containsExactly(true, false, false, true);
  }

  static class OwnCondition {
    @ForkSchedules
    void test() {
      Fork<Void> fork = maybeFork(ForkOn.NEVER, Blocks::sleep);
      SEEN.add(fork.forked());
    }
  }

  @Test
  void aBodyWithAConditionOfItsOwnKeepsIt() {
    assertThat(TestRun.of(OwnCondition.class).invocations())
        .containsExactly("never", "always", "block 1");
    assertThat(SEEN).containsExactly(false, false, false);
  }

  /** As when "block 3" is run again by itself in an IDE. */
  @Test
  void oneScheduleCanBeRunByItself() {
    TestRun run =
        TestRun.of(
            Map.of(), selectIteration(selectMethod(ThreeBlocks.class.getName() + "#test()"), 4));
    assertThat(run.invocations()).containsExactly("block 3");
    assertThat(SEEN).containsExactly(true);
  }

  @ForkSchedules(maxBlocks = 1)
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Composed {}

  static class ComposedAnnotation {
    @Composed
    void test() {}
  }

  @Test
  void theAnnotationCanBeComposed() {
    assertThat(TestRun.of(ComposedAnnotation.class).invocations())
        .containsExactly("never", "always", "block 1, the last for maxBlocks");
  }

  @ForkSchedules
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface OnClass {}

  @OnClass
  static class NotOnTheMethod {
    @RepeatedTest(1)
    void test() {}
  }

  @Test
  void onlyMethodsThatHaveItAreConcerned() {
    TestRun run = TestRun.of(NotOnTheMethod.class);
    assertThat(run.invocations()).containsExactly("repetition 1 of 1");
    assertThat(run.results().containerEvents().failed().count()).isZero();
  }

  static class BadMaxBlocks {
    @ForkSchedules(maxBlocks = 0)
    void test() {}
  }

  static class BadTimeout {
    @ForkSchedules(timeoutSeconds = -1)
    void test() {}
  }

  @Test
  void badInputIsNamed() {
    assertThat(TestRun.of(BadMaxBlocks.class).failureOfSeries())
        .hasMessageContaining("BadMaxBlocks.test()")
        .hasMessageContaining("maxBlocks must be at least 1: 0");
    assertThat(TestRun.of(BadTimeout.class).failureOfSeries())
        .hasMessageContaining("timeoutSeconds must be at least 1: -1");
  }
}
