package dev.maybefork.cli;

import dev.maybefork.cli.Kind.Ending;

/**
 * What was seen of one attempt. All times are nanoseconds on one clock.
 *
 * @param ending what ended the block
 * @param forked whether the fork said so when maybeFork had returned
 * @param startedAt when maybeFork was called
 * @param returnedAt when it returned
 * @param releasedAt when the block was about to be released; {@link #NEVER} if it was not
 * @param endedAt when the blocking call returned
 */
record Observation(
    Ending ending, boolean forked, long startedAt, long returnedAt, long releasedAt, long endedAt) {

  static final long NEVER = Long.MAX_VALUE;

  /** A call that ends by itself in less time than this has not shown that it blocks. */
  private static final long SHORTEST_BLOCK_NANOS = 100_000;

  /** One that ends in less time than this may be over before the caller can look at the clock. */
  private static final long LONG_BLOCK_NANOS = 20_000_000;

  /** How long maybeFork kept its caller. */
  long heldNanos() {
    return returnedAt - startedAt;
  }

  /** How long the body took. */
  long lastedNanos() {
    return endedAt - startedAt;
  }

  boolean blocked() {
    return switch (ending) {
      case RELEASED -> endedAt > releasedAt;
      case BY_ITSELF -> lastedNanos() >= SHORTEST_BLOCK_NANOS;
      case AT_ONCE -> true;
    };
  }

  /** Whether the caller got control back while the body was still blocked, as far as is seen. */
  boolean cameBackDuringBlock() {
    return forked
        && switch (ending) {
          case RELEASED -> returnedAt < releasedAt;
          case BY_ITSELF -> returnedAt < endedAt || lastedNanos() < LONG_BLOCK_NANOS;
          case AT_ONCE -> true;
        };
  }
}
