package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardTest {
  private static final long NANOS = 200_000_000;

  static java.util.List<Guard> all() {
    return Guards.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void holds(Guard guard) throws Exception {
    Guard.Result result = guard.tryFor(NANOS);
    assertThat(result.failure()).isNull();
    assertThat(result.rounds()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void tellsWhatFails() throws Exception {
    Guard broken =
        new Guard("broken", caller -> () -> Guard.check(!caller.isVirtual(), "it is virtual"));
    Guard.Result result = broken.tryFor(NANOS);
    assertThat(Objects.requireNonNull(result.failure())).hasMessage("it is virtual");
  }
}
