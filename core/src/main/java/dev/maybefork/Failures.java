package dev.maybefork;

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
}
