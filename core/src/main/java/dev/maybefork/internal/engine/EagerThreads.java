package dev.maybefork.internal.engine;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * Makes virtual threads whose {@link Thread#start()} runs them on the stack of the thread that
 * calls it, until they end or block. To the JDK they are virtual threads with a scheduler of their
 * own, which happens to run the first slice at once.
 */
public final class EagerThreads implements ThreadFactory {
  private final Function<Runnable, Child> children;

  EagerThreads(Function<Runnable, Child> children) {
    this.children = children;
  }

  @Override
  public Thread newThread(Runnable runnable) {
    Objects.requireNonNull(runnable, "runnable");
    return children.apply(runnable).newThread();
  }
}
