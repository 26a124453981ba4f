package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoTest {
  @Test
  void showsBothOrdersAndForksWhereItBlocks() {
    CommandRun run = CommandRun.of("demo");
    assertThat(run.out()).doesNotContain("WRONG");
    assertThat(run.exitStatus()).isZero();
    assertThat(run.out())
        .startsWith("engine " + MaybeFork.engineStatus().engine())
        .containsSubsequence(
            "bytes already there: did not fork",
            "order: maybeFork, read, endFork, bar, foo, qat",
            "bytes that come during foo: forked",
            "order of the caller: maybeFork, foo, join, qat",
            "order of the child:  read, endFork, bar");
    for (Kind kind : Kinds.COMMON) {
      assertThat(run.out())
          .containsPattern(kind.name() + " +0 of \\d+ forked .* +(\\d+) of \\1 forked ");
    }
  }
}
