package dev.maybefork;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A body that returns nothing. No lambda, which is linked on the stack of who comes first. */
record BodyCall(ForkBody body) implements Callable<@Nullable Void> {
  @Override
  public @Nullable Void call() throws Exception {
    body.run();
    return null;
  }
}
