package dev.maybefork.junit;

import dev.maybefork.ForkOn;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * A test that runs once under each schedule: its bodies never fork, always fork, fork at their
 * first block, at their second, and so on. What it checks must hold whether they fork or not.
 *
 * {@snippet :
 * @ForkSchedules
 * void theReportIsTheSame() {
 *     assertThat(report(orders)).isEqualTo(expected);
 * }
 * }
 *
 * <p>It's in place of {@code @Test}. The invocations are named "never", "always", "block 1", "block
 * 2" …; in each a condition, {@link ForkOn#NEVER}, {@link ForkOn#ALWAYS} or {@link
 * ForkOn#nthBlock}, stands in for {@link ForkOn#BLOCKING} wherever that is given or implied: for
 * {@code maybeFork}, scopes, loops, executors, thread factories. Bodies with a condition of their
 * own keep it.
 *
 * <p>The series ends with the first n at which nothing forked, as no body had so many blocks; its
 * last invocation publishes a report entry that says so. A failure doesn't end it, a hang does: it
 * would hang at each further n too. What a test starts it must join, or it forks unnoticed under a
 * later schedule. Where {@code MaybeFork.engineStatus()} says that children are watched, short
 * blocks are missed: n counts only those that were seen.
 *
 * <h2>Hangs</h2>
 *
 * A body that holds its caller and waits for what the caller does later hangs, under "never" as in
 * a plain call. That fails the invocation after {@link #timeoutSeconds}, with the stack of the test
 * and, where an interrupt ends the wait, what the body threw. For this the test method runs in a
 * platform thread of its own, which sees JUnit's inheritable thread locals and context class
 * loader, but not its other thread locals, as under {@code @Timeout} with {@code SEPARATE_THREAD}.
 * One that doesn't end when interrupted is left behind.
 *
 * <h2>Other tests, other methods</h2>
 *
 * The schedule holds for the test method only; {@code @BeforeEach} and {@code @AfterEach} methods
 * run as ever. It concerns all threads of the JVM. So such a test, with its class, runs in
 * isolation where tests run in parallel, as if the class were {@code @Isolated}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ForkSchedulesExtension.class)
@ResourceLock(Resources.GLOBAL)
public @interface ForkSchedules {
  /**
   * The highest n at which bodies fork, at least 1. The name of that invocation says that it is the
   * last, and a report entry if there were further blocks to try.
   *
   * @return the number of a block
   */
  int maxBlocks() default 32;

  /**
   * How long the test method may take under one schedule, in seconds, at least 1.
   *
   * @return the time
   */
  int timeoutSeconds() default 10;
}
