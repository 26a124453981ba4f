package dev.maybefork.flink;

import java.util.Collection;
import java.util.List;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.jspecify.annotations.Nullable;

/** What a look-up returned, or what it threw: a scope would take a throw for its end. */
record Outcome<OUT>(Collection<OUT> results, @Nullable Throwable failure) {
  /** What comes of this look-up, now, on this thread. */
  static <IN, OUT> Outcome<OUT> of(LookUp<IN, OUT> lookUp, IN in) {
    try {
      return new Outcome<>(lookUp.get(in), null);
    } catch (Throwable e) {
      return new Outcome<>(List.of(), e);
    }
  }

  void pass(ResultFuture<OUT> to) {
    if (failure == null) {
      to.complete(results);
    } else {
      to.completeExceptionally(failure);
    }
  }
}
