package dev.maybefork;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One failure out of several. */
final class Failures {
  private Failures() {}

  /** The first of the two that isn't null, with the other suppressed in it. */
  @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
  static @Nullable Throwable join(@Nullable Throwable first, @Nullable Throwable second) {
    if (first == null) {
      return second;
    }
    if (second != null && second != first) {
      first.addSuppressed(second);
    }
    return first;
  }

  /**
   * Throws it, unless it is null.
   *
   * @throws CompletionException if it is checked; it is the cause then
   */
  static void rethrow(@Nullable Throwable thrown) {
    if (thrown instanceof Error error) { // no switch, which its first use would link
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown != null) {
      throw new CompletionException(thrown);
    }
  }
}
