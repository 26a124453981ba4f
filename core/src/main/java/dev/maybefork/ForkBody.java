package dev.maybefork;

/**
 * A block of code that returns nothing and may throw, to be run by {@link
 * MaybeFork#maybeFork(ForkBody)}.
 *
 * <p>A lambda whose body is a statement is a {@code ForkBody}; one that returns a value is a {@link
 * java.util.concurrent.Callable}.
 */
@FunctionalInterface
public interface ForkBody {
  /**
   * Runs the body.
   *
   * @throws Exception anything; it becomes the failure of the {@link Fork}
   */
  void run() throws Exception;
}
