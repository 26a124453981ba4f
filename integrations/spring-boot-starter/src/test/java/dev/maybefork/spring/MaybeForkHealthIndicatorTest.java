package dev.maybefork.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.EngineStatus;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** UP in each engine, with what a person may want to do about it. */
class MaybeForkHealthIndicatorTest {
  private static Health health(EngineStatus status) {
    return Objects.requireNonNull(new MaybeForkHealthIndicator(() -> status).health());
  }

  @ParameterizedTest
  @ValueSource(strings = {"watch", "handoff"})
  void aSlowEngineIsUpWithAdvice(String engine) {
    Health health =
        health(new EngineStatus(engine, "java.lang is not open", "Start java with …", "held", "-"));
    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails())
        .containsEntry("engine", engine)
        .containsEntry("reason", "java.lang is not open")
        .containsEntry("advice", "Start java with …")
        .containsEntry("nativeCalls", "held");
  }

  @Test
  void thereIsNoAdviceWhereNoneIsNeeded() {
    assertThat(health(new EngineStatus("inline", "all is well", "", "fork", "-")).getDetails())
        .containsEntry("engine", "inline")
        .doesNotContainKey("advice");
  }

  @Test
  void thatOfThisJvmIsInline() {
    assertThat(new MaybeForkHealthIndicator().health().getDetails())
        .containsEntry("engine", "inline");
  }
}
