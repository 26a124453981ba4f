package dev.maybefork.junit;

import dev.maybefork.ForkOn;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** The schedules of one test. Whether there is a further one is known when the last has ended. */
final class ScheduleSeries {
  private final int maxBlocks;
  private final Duration timeout;

  /** Under a higher n nothing else would happen. */
  private volatile boolean over;

  ScheduleSeries(int maxBlocks, Duration timeout) {
    this.maxBlocks = maxBlocks;
    this.timeout = timeout;
  }

  /** Lazy, as JUnit is: it asks for the next invocation when it is done with the one before. */
  Stream<TestTemplateInvocationContext> stream() {
    return Stream.concat(
        Stream.of(
            new Schedule("never", ForkOn.NEVER, timeout),
            new Schedule("always", ForkOn.ALWAYS, timeout)),
        // one that JUnit skips, as only another was selected, ends nothing
        IntStream.rangeClosed(1, maxBlocks).takeWhile(_ -> !over).mapToObj(NthBlock::new));
  }

  private final class NthBlock extends Schedule {
    private final int n;

    NthBlock(int n) {
      super(
          "block " + n + (n == maxBlocks ? ", the last for maxBlocks" : ""),
          ForkOn.nthBlock(n),
          timeout);
      this.n = n;
    }

    @Override
    void ended(boolean forked, boolean hung, ExtensionContext context) {
      over = hung || !forked;
      if (hung) {
        publish(context, "the series ends with a hang at block " + n);
      } else if (!forked) {
        publish(context, "the series is complete: no body forked at block " + n);
      } else if (n == maxBlocks) {
        publish(context, "the series is not complete: it ends at maxBlocks = " + maxBlocks);
      }
    }

    private static void publish(ExtensionContext context, String what) {
      context.publishReportEntry("maybefork", what);
    }
  }
}
