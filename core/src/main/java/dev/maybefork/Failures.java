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

  /** Throws it if there is one, as the cause of a CompletionException if it's a checked one. */
  static void rethrow(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new CompletionException(thrown);
    }
  }
}
