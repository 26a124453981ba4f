package dev.maybefork.spring;

import dev.maybefork.EngineStatus;
import dev.maybefork.MaybeFork;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells which engine serves, why, and what to do about it: {@link MaybeFork#engineStatus()}. It is
 * always UP, as every engine runs every task; a slow one is no reason to take an instance out of
 * service. Thread-safe.
 */
public final class MaybeForkHealthIndicator extends AbstractHealthIndicator {
  private final Supplier<EngineStatus> status;

  /** The health of the library in this JVM. */
  public MaybeForkHealthIndicator() {
    this(MaybeFork::engineStatus);
  }

  MaybeForkHealthIndicator(Supplier<EngineStatus> status) {
    super("MaybeFork can't choose its engine");
    this.status = status;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    EngineStatus now = status.get();
    builder.up().withDetail("engine", now.engine()).withDetail("reason", now.reason());
    if (!now.advice().isEmpty()) {
      builder.withDetail("advice", now.advice());
    }
    builder.withDetail("nativeCalls", now.nativeCalls()).withDetail("agents", now.agents());
  }
}
