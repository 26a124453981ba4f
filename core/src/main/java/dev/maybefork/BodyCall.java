package dev.maybefork;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A body that returns nothing. A lambda would be linked on the stack of the first caller. */
record BodyCall(ForkBody body) implements Callable<@Nullable Void> {
  @Override
  public @Nullable Void call() throws Exception {
    body.run();
    return null;
  }
}
