package dev.maybefork.micrometer;

import dev.maybefork.ForkContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Objects;

/**
 * Gives bodies all thread locals of their caller that Micrometer's context propagation knows: the
 * current observation and its trace, SLF4J's MDC, Spring Security's and Reactor's contexts, and
 * whatever else has a {@link io.micrometer.context.ThreadLocalAccessor ThreadLocalAccessor}.
 *
 * <p>It is enough that this jar is there: it is found by its name. Where it isn't, as in an
 * executable jar whose libraries have a class loader of their own while MaybeFork is an agent,
 * register it when the program starts:
 *
 * {@snippet :
 * ForkContext.register(new MicrometerContext());
 * }
 *
 * <p>Logging's MDC takes an accessor that nothing registers by itself:
 *
 * {@snippet :
 * ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
 * }
 *
 * <p>Thread-safe.
 */
public final class MicrometerContext implements ForkContext {
  private final ContextSnapshotFactory snapshots;

  /** All accessors of the global {@link ContextRegistry}, also those that are registered later. */
  public MicrometerContext() {
    this(ContextSnapshotFactory.builder().build());
  }

  /**
   * What a factory takes.
   *
   * @param snapshots the factory, which may have a registry or a filter of keys of its own
   * @throws NullPointerException if {@code snapshots} is null
   */
  public MicrometerContext(ContextSnapshotFactory snapshots) {
    this.snapshots = Objects.requireNonNull(snapshots, "snapshots");
  }

  @Override
  public Snapshot capture() {
    ContextSnapshot captured = snapshots.captureAll();
    return () -> captured.setThreadLocals()::close;
  }
}
