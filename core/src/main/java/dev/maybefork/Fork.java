package dev.maybefork;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MaybeFork#maybeFork(java.util.concurrent.Callable) maybeFork} returns: the outcome of
 * a body that has either run to its end on the caller's stack, or blocked and become a thread.
 *
 * {@snippet :
 * Fork<String> line = maybeFork(() -> reader.readLine());
 * prepare();                       // in parallel to readLine, if that had to wait
 * if (line.forked())
 *     log("line is read by thread " + line.id());
 * use(line.join());                // no waiting at all if it did not fork
 * }
 *
 * <p>A {@code Fork} is the seed's child process id and exit status in one: {@link #id()} is what
 * {@code maybe_fork} returned there, {@link #join()} is {@code waitpid}.
 *
 * <p>Waiting for one's own fork, from within its body, can't end and is refused with an {@link
 * IllegalStateException}.
 *
 * <p>All methods may be called by any thread. What a body did happens-before the return of any
 * method here that reports the fork as done.
 *
 * @param <T> the type of the body's result
 */
public sealed interface Fork<T extends @Nullable Object> extends Future<T> permits ForkImpl {

  /**
   * Whether the body has blocked and gone on as a thread of its own. Once true it stays so.
   *
   * @return true if the body forked
   */
  boolean forked();

  /**
   * The {@linkplain Thread#threadId() thread identifier} of the child.
   *
   * @return the identifier of the thread the body goes on, or went on, in; 0 if it has not forked
   */
  long id();

  /**
   * Where the body forked, if that was looked at. To look costs a walk of the child's stack, some
   * ten microseconds; so it's only done for bodies with a {@linkplain ForkOn condition} of their
   * own (such as {@code ForkOn.kinds(BlockKind.values())}), and for all with {@code
   * -Dmaybefork.forkPoints=true}.
   *
   * <p>Of a loop it's the first item's that forked.
   *
   * @return the place; empty if the body has not forked, was a thread of its own from the start, or
   *     nobody looked
   */
  Optional<ForkPoint> forkPoint();

  /**
   * Waits for the body to end, and returns its result. Does not wait at all if it never forked.
   *
   * <p>An interrupt does not end the wait; the caller's interrupt status is kept. Use {@link
   * #get()} for a wait that can be interrupted.
   *
   * @return the body's result
   * @throws CompletionException if the body threw; what it threw is the cause
   * @throws CancellationException if the fork was cancelled
   * @throws IllegalStateException if called by the fork's own body
   */
  T join();

  /**
   * Waits for the body to end, and returns its result.
   *
   * @return the body's result
   * @throws ExecutionException if the body threw; what it threw is the cause
   * @throws CancellationException if the fork was cancelled
   * @throws InterruptedException if the caller is interrupted before or while it waits; a fork that
   *     is done reports its outcome instead
   * @throws IllegalStateException if called by the fork's own body
   */
  @Override
  T get() throws InterruptedException, ExecutionException;

  /**
   * Waits for the body to end for at most the given time, and returns its result.
   *
   * @param timeout the longest time to wait, in {@code unit}; nothing is waited if it is not
   *     positive
   * @param unit the unit of {@code timeout}
   * @return the body's result
   * @throws ExecutionException if the body threw; what it threw is the cause
   * @throws CancellationException if the fork was cancelled
   * @throws TimeoutException if the time passed first; the body goes on
   * @throws InterruptedException if the caller is interrupted before or while it waits; a fork that
   *     is done reports its outcome instead
   * @throws IllegalStateException if called by the fork's own body
   * @throws NullPointerException if {@code unit} is null
   */
  @Override
  T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException;

  /**
   * Cancels a fork that has not ended: from here on it is done and cancelled, and whoever waits for
   * it gets a {@link CancellationException}. The body itself is a thread and can't be stopped: it
   * is interrupted if asked for, and what it still returns or throws is dropped.
   *
   * @param mayInterruptIfRunning whether to interrupt the child
   * @return true if this call cancelled the fork; false if it had ended or was cancelled already
   */
  @Override
  boolean cancel(boolean mayInterruptIfRunning);

  /**
   * A future that is completed with the outcome of this fork: a result, what the body threw, or a
   * {@link CancellationException}. It depends on the fork, not the fork on it: completing or
   * cancelling the future leaves the fork as it is. Each call returns a new one.
   *
   * <p>Dependent actions that are added before the body ends run in the child's thread; give them
   * an executor by the {@code …Async} methods if that is not wanted.
   *
   * @return a new future
   */
  CompletableFuture<T> toCompletableFuture();
}
