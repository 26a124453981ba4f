package dev.maybefork.examples.kafka;

import org.jspecify.annotations.Nullable;

/** Plain code that makes a value of a value, and blocks where it must. It is thread-safe. */
interface LookUp {
  /** The value, if it is known without waiting. */
  @Nullable String cached(String value);

  /** The value, known or not. */
  String find(String value) throws Exception;
}
