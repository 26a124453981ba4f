package dev.maybefork.examples.structured;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import org.jspecify.annotations.Nullable;

/** Scopes whose threads are of {@link MaybeFork#threadFactory()}. */
final class Scopes {
  private Scopes() {}

  static <T extends @Nullable Object, R extends @Nullable Object> StructuredTaskScope<T, R> open(
      Joiner<? super T, ? extends R> joiner) {
    return StructuredTaskScope.open(
        joiner, config -> config.withThreadFactory(MaybeFork.threadFactory()));
  }

  /** Whether fork returns when the subtask has ended or blocked; else it's a plain thread. */
  static boolean areEager() {
    return Object.class.getModule().isOpen("java.lang", MaybeFork.class.getModule());
  }

  static Callable<String> fails() {
    return () -> {
      throw new IOException("as the test wants");
    };
  }
}
