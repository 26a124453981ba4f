package dev.maybefork.junit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/**
 * A call that may hang, made in a thread of its own. JUnit has the like, {@code
 * assertTimeoutPreemptively}, but that doesn't wait for what the thread has to say when it is
 * interrupted: an interrupt of a held caller ends the wait of its body, whose exception then tells
 * where it waited.
 */
final class TimedCall {
  private static final Duration TIME_TO_END = Duration.ofSeconds(1);

  private final Executable call;
  private final String schedule;
  private final Duration timeout;

  private @Nullable Throwable thrown; // by the call's thread, read when that has ended
  private boolean hung;

  TimedCall(Executable call, String schedule, Duration timeout) {
    this.call = call;
    this.schedule = schedule;
    this.timeout = timeout;
  }

  /** Makes the call, and throws what it throws, or an AssertionFailedError if it hangs. */
  void run() throws Throwable {
    // a daemon, as it may never end
    Thread thread = Thread.ofPlatform().daemon().name("schedule " + schedule).start(this::call);
    try {
      hung = !thread.join(timeout);
    } catch (InterruptedException e) {
      thread.interrupt();
      boolean _ = thread.join(TIME_TO_END);
      throw e;
    }
    if (hung) {
      throw hang(thread);
    }
    if (thrown != null) {
      thrown.addSuppressed(stackless("under the schedule \"" + schedule + "\""));
      throw thrown;
    }
  }

  /** Whether the call was not done in time. */
  boolean hung() {
    return hung;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it's rethrown by run()
  private void call() {
    try {
      call.execute();
    } catch (Throwable e) {
      thrown = e;
    }
  }

  private AssertionFailedError hang(Thread thread) throws InterruptedException {
    Exception where = new Exception("where the test was");
    where.setStackTrace(thread.getStackTrace());
    thread.interrupt();
    boolean ended = thread.join(TIME_TO_END);
    AssertionFailedError hang = new AssertionFailedError(message(ended), where);
    if (ended && thrown != null) {
      hang.addSuppressed(thrown);
    }
    return hang;
  }

  private String message(boolean ended) {
    return "not done after %d s under the schedule \"%s\". A body that has not forked holds its caller: if it waits for what the caller does later, neither ever goes on.%s"
        .formatted(
            timeout.toSeconds(),
            schedule,
            ended ? "" : " Nor did it end when interrupted: its thread is left behind.");
  }

  private static Exception stackless(String message) {
    Exception note = new Exception(message);
    note.setStackTrace(new StackTraceElement[0]);
    return note;
  }
}
