package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.cli.Kind.Ending;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final long MILLIS = 1_000_000;

  private static Observation byItself(boolean forked, long returnedAt, long endedAt) {
    return new Observation(
        Ending.BY_ITSELF, forked, /* startedAt= */ 0, returnedAt, Observation.NEVER, endedAt);
  }

  @Test
  void aShortBlockMayBeOverBeforeItsCallerLooks() {
    assertThat(byItself(true, 2 * MILLIS, MILLIS).cameBackDuringBlock()).isTrue();
    assertThat(byItself(false, 2 * MILLIS, MILLIS).cameBackDuringBlock()).isFalse();
  }

  @Test
  void aLongBlockShowsWhetherItsCallerCameBack() {
    assertThat(byItself(true, 2 * MILLIS, 100 * MILLIS).cameBackDuringBlock()).isTrue();
    assertThat(byItself(true, 101 * MILLIS, 100 * MILLIS).cameBackDuringBlock()).isFalse();
  }

  @Test
  void aReleasedBlockShowsItHoweverShortItIs() {
    assertThat(released(/* returnedAt= */ 1, /* releasedAt= */ 2).cameBackDuringBlock()).isTrue();
    assertThat(released(/* returnedAt= */ 2, /* releasedAt= */ 1).cameBackDuringBlock()).isFalse();
  }

  private static Observation released(long returnedAt, long releasedAt) {
    return new Observation(
        Ending.RELEASED,
        /* forked= */ true,
        /* startedAt= */ 0,
        returnedAt,
        releasedAt,
        /* endedAt= */ 3);
  }
}
