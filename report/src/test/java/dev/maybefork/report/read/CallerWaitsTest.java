package dev.maybefork.report.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.report.read.Forks.End;
import dev.maybefork.report.read.Forks.Fork;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a caller's waits are shared by what it had forked. */
class CallerWaitsTest {
  private static final int CALLER = 1;

  private static Fork fork(long from, long to) {
    Fork fork = new Fork(from, CALLER, 0, 0, from, 0);
    fork.end = new End(from, 2, 0, to, to - from, 0, 0);
    return fork;
  }

  @Test
  void whatIsNotWaitedForIsWon() {
    Fork fork = fork(0, 100);
    new CallerWaits().share(CALLER, List.of(fork));
    assertThat(fork.waited).isZero();
  }

  @Test
  void aJoinAtOnceWinsNothing() {
    Fork fork = fork(0, 100);
    CallerWaits waits = new CallerWaits();
    waits.add(CALLER, 0, 100);
    waits.share(CALLER, List.of(fork));
    assertThat(fork.waited).isEqualTo(100);
  }

  @Test
  void whatIsAliveTogetherSharesTheWait() {
    List<Fork> forks = List.of(fork(0, 90), fork(0, 90), fork(0, 90));
    CallerWaits waits = new CallerWaits();
    waits.add(CALLER, 0, 90);
    waits.share(CALLER, forks);
    assertThat(forks).extracting(fork -> fork.waited).containsOnly(30L);
  }

  @Test
  void waitsOfOthersAndOutsideOfItsLifeDoNotCount() {
    Fork fork = fork(100, 200);
    CallerWaits waits = new CallerWaits();
    waits.add(CALLER, 0, 120);
    waits.add(CALLER, 190, 50);
    waits.add(CALLER + 1, 100, 100);
    waits.share(CALLER, List.of(fork));
    assertThat(fork.waited).isEqualTo(30);
  }
}
