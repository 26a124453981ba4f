package dev.maybefork.spring;

import dev.maybefork.ForkOn;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The properties {@code maybefork.*}. Immutable.
 *
 * @param enabled whether the application's task executor is MaybeFork's, and with it that of async
 *     methods and of MVC's async support
 * @param forkOn blocks on which a task becomes a thread of its own. Other blocks hold the thread
 *     that submits it
 * @param forkAfter how long a task may hold the thread that submits it, whether it computes or
 *     blocks. Then it becomes a thread of its own. 0 is without a limit, and makes tasks that don't
 *     block cheaper: no other thread is needed for them
 * @param context whether tasks see what Micrometer's context propagation carries of the thread that
 *     submits them: the trace, the user who is logged in
 * @param engine which engine serves in this JVM; auto if it isn't given. A system property of that
 *     name goes first
 * @param helpers how many threads of this JVM make calls that block in native code, at most; 64 if
 *     it isn't given. A system property of that name goes first
 * @param heldMillis from how many milliseconds on a call in native code that holds its caller is
 *     listed; 20 if it isn't given, never if it's 0. The system property maybefork.heldMillis goes
 *     first
 * @param heldWarnSeconds after how many seconds a body that blocks and holds its caller is warned
 *     of; 5 if it isn't given, never if it's 0. The system property maybefork.heldWarnSeconds goes
 *     first
 */
@ConfigurationProperties("maybefork")
public record MaybeForkProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("blocking") Set<ForkCondition> forkOn,
    @DefaultValue("1ms") Duration forkAfter,
    @DefaultValue("true") boolean context,
    @Nullable Engine engine,
    @Nullable Integer helpers,
    @Nullable Integer heldMillis,
    @Nullable Integer heldWarnSeconds) {
  /** The values of {@code maybefork.engine}. */
  public enum Engine {
    /** The best one that was verified on this JVM. */
    AUTO,
    /** Inline, also on a JVM that was not verified. */
    INLINE,
    /** No task runs on its caller's stack. */
    HANDOFF,
    /** Each task is a plain virtual thread, for which its caller waits until it blocks. */
    WATCH
  }

  /**
   * The properties, checked.
   *
   * @throws InvalidConfigurationPropertyValueException if {@code forkOn} is empty, or a number is
   *     out of its range
   */
  public MaybeForkProperties {
    forkOn = Set.copyOf(forkOn);
    check(!forkOn.isEmpty(), "fork-on", "", "It must not be empty; there is 'never'.");
    check(
        !forkAfter.isNegative(),
        "fork-after",
        forkAfter,
        "It must not be negative; 0 is without a limit.");
    check(helpers == null || helpers > 0, "helpers", helpers, "It must be 1 or more.");
    check(
        heldMillis == null || heldMillis >= 0,
        "held-millis",
        heldMillis,
        "It must not be negative; 0 is never.");
    check(
        heldWarnSeconds == null || heldWarnSeconds >= 0,
        "held-warn-seconds",
        heldWarnSeconds,
        "It must not be negative; 0 is never.");
  }

  private static void check(boolean valid, String name, @Nullable Object value, String reason) {
    if (!valid) {
      throw new InvalidConfigurationPropertyValueException("maybefork." + name, value, reason);
    }
  }

  /**
   * The condition that {@code forkOn} and {@code forkAfter} make.
   *
   * @return the condition of tasks
   */
  public ForkOn condition() {
    ForkOn blocks =
        forkOn.stream().sorted().map(ForkCondition::forkOn).reduce(ForkOn::or).orElseThrow();
    return forkAfter.isZero() ? blocks : blocks.or(ForkOn.after(forkAfter));
  }
}
