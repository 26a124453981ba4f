package dev.maybefork.flink;

import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.util.FunctionUtils;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An async function of plain blocking look-up code. A look-up that doesn't block is done when it
 * returns, on the task's thread; the rest of one that blocks becomes a virtual thread, and the task
 * goes on with the next element.
 *
 * {@snippet :
 * DataStream<Order> priced = AsyncDataStream.orderedWait(
 *     orders,
 *     MaybeForkAsyncFunction.of(order -> order.at(prices.get(order.item()))),  // a cache, then a socket
 *     5, TimeUnit.SECONDS,                                                     // time-out
 *     100)                                                                     // capacity
 *     .returns(Order.class);
 * }
 *
 * <p>Order, capacity, time-out and retries are those of {@code AsyncDataStream}. The look-up is one
 * of Flink's own functions, so it may be a {@code RichMapFunction} or a {@code
 * RichFlatMapFunction}: it is opened before the first element, and closed after the last look-up
 * has ended. Its runtime context is that of any async function, without state.
 *
 * <p><b>Threads.</b> Look-ups run at the same time as one another, each in a thread of its own, so
 * what they share must be thread-safe, and thread locals don't last from one to the next. A look-up
 * that computes holds the task's thread until it ends or blocks; see {@link #forkOn}.
 *
 * <p><b>Failure.</b> What a look-up throws goes to {@link ResultFuture#completeExceptionally}, so
 * to the retry strategy if there is one, and else it fails the job.
 *
 * <p><b>Time-out.</b> It interrupts the look-up and drops what comes of it. A look-up that goes on
 * after an interrupt is no longer counted by the capacity. One that holds the task's thread can't
 * time out before it lets go of it.
 *
 * <p><b>End.</b> When the task ends, is cancelled or fails, all look-ups that still run are
 * interrupted, and {@link #close} waits for them.
 *
 * @param <IN> the type of the elements
 * @param <OUT> the type of the results
 */
public final class MaybeForkAsyncFunction<IN, OUT> extends RichAsyncFunction<IN, OUT>
    implements ResultTypeQueryable<OUT> {
  private static final long serialVersionUID = 1L;

  private final LookUp<IN, OUT> lookUp;
  private final SerializableSupplier<ForkOn> condition;
  private final @Nullable LookUp<IN, OUT> atTimeout;

  // of the task's thread
  private transient @Nullable ForkScope scope;
  private transient ForkOn forkOn = ForkOn.BLOCKING;

  /** Those that have forked and not ended; their children take them out. */
  private transient @Nullable ConcurrentMap<ResultFuture<OUT>, Fork<Outcome<OUT>>> inFlight;

  private MaybeForkAsyncFunction(
      LookUp<IN, OUT> lookUp,
      SerializableSupplier<ForkOn> condition,
      @Nullable LookUp<IN, OUT> atTimeout) {
    this.lookUp = lookUp;
    this.condition = condition;
    this.atTimeout = atTimeout;
  }

  /**
   * An async function with one result for an element, or none where the look-up returns null.
   *
   * @param <IN> the type of the elements
   * @param <OUT> the type of the results
   * @param lookUp the look-up, which may block
   * @return the function; give its stream {@code returns(…)} if Flink can't tell the type of
   *     results, as with most lambdas
   * @throws NullPointerException if {@code lookUp} is null
   */
  public static <IN, OUT> MaybeForkAsyncFunction<IN, OUT> of(MapFunction<IN, OUT> lookUp) {
    Objects.requireNonNull(lookUp, "lookUp");
    return new MaybeForkAsyncFunction<>(
        new LookUp.Mapping<>(lookUp), () -> ForkOn.BLOCKING, /* atTimeout= */ null);
  }

  /**
   * An async function with any number of results for an element.
   *
   * @param <IN> the type of the elements
   * @param <OUT> the type of the results
   * @param lookUp the look-up, which may block; its collector is its own, and may be used until it
   *     returns
   * @return the function; give its stream {@code returns(…)} if Flink can't tell the type of
   *     results, as with lambdas
   * @throws NullPointerException if {@code lookUp} is null
   */
  public static <IN, OUT> MaybeForkAsyncFunction<IN, OUT> of(FlatMapFunction<IN, OUT> lookUp) {
    Objects.requireNonNull(lookUp, "lookUp");
    return new MaybeForkAsyncFunction<>(
        new LookUp.FlatMapping<>(lookUp), () -> ForkOn.BLOCKING, /* atTimeout= */ null);
  }

  /**
   * The same with another condition than {@link ForkOn#BLOCKING}: for look-ups that compute for
   * long, or that are slow in ways that nobody sees.
   *
   * {@snippet :
   * MaybeForkAsyncFunction.of(lookUp).forkOn(() -> BLOCKING.or(after(ofMillis(1))))
   * }
   *
   * @param condition makes the condition, once for each task, where the task runs
   * @return a new function
   * @throws NullPointerException if {@code condition} is null
   */
  public MaybeForkAsyncFunction<IN, OUT> forkOn(SerializableSupplier<ForkOn> condition) {
    Objects.requireNonNull(condition, "condition");
    return new MaybeForkAsyncFunction<>(lookUp, condition, atTimeout);
  }

  /**
   * The same with a result for elements that have timed out, in place of a {@code
   * TimeoutException}.
   *
   * @param fallback gives the result, or null for none; runs on the task's thread and should not
   *     block. It isn't opened or closed.
   * @return a new function
   * @throws NullPointerException if {@code fallback} is null
   */
  public MaybeForkAsyncFunction<IN, OUT> onTimeout(MapFunction<IN, OUT> fallback) {
    Objects.requireNonNull(fallback, "fallback");
    return new MaybeForkAsyncFunction<>(lookUp, condition, new LookUp.Mapping<>(fallback));
  }

  /** The type of the look-up's results, if Flink can tell it. */
  @Override
  public TypeInformation<OUT> getProducedType() {
    return lookUp.type();
  }

  /** Opens the look-up, and has the library ready before the first element comes. */
  @Override
  public void open(OpenContext context) throws Exception {
    FunctionUtils.setFunctionRuntimeContext(lookUp.function(), getRuntimeContext());
    FunctionUtils.openFunction(lookUp.function(), context);
    forkOn = Objects.requireNonNull(condition.get(), "the condition given to forkOn(…) was null");
    MaybeFork.warmUp();
    inFlight = new ConcurrentHashMap<>();
    scope = ForkScope.open();
  }

  /**
   * Looks one element up. Called by the task's thread.
   *
   * @throws IllegalStateException if the function was not opened
   */
  @Override
  public void asyncInvoke(IN in, ResultFuture<OUT> result) {
    if (scope == null || inFlight == null) {
      throw new IllegalStateException("the function was not opened: call open(…) first");
    }
    Fork<Outcome<OUT>> fork = scope.fork(forkOn, () -> Outcome.of(lookUp, in));
    if (fork.state() == Future.State.SUCCESS) {
      fork.resultNow().pass(result);
    } else {
      passWhenDone(fork, result, inFlight);
    }
  }

  /** By the child, at its end. */
  private static <OUT> void passWhenDone(
      Fork<Outcome<OUT>> fork,
      ResultFuture<OUT> result,
      ConcurrentMap<ResultFuture<OUT>, Fork<Outcome<OUT>>> inFlight) {
    inFlight.put(result, fork);
    var _ =
        fork.toCompletableFuture()
            .whenComplete((outcome, failure) -> {
              inFlight.remove(result, fork);
              if (failure == null) {
                outcome.pass(result);
              } else if (!(failure instanceof CancellationException)) {
                result.completeExceptionally(failure); // no stack or memory left for an outcome
              } // else it has timed out, or the task has ended: nobody waits for it
            });
  }

  /**
   * Interrupts the look-up, and passes on the fallback of {@link #onTimeout} or a {@code
   * TimeoutException}. Called by the task's thread.
   */
  @Override
  public void timeout(IN in, ResultFuture<OUT> result) throws Exception {
    Fork<?> fork = inFlight == null ? null : inFlight.get(result);
    if (fork != null) {
      fork.cancel(/* mayInterruptIfRunning= */ true);
    }
    if (atTimeout == null) {
      super.timeout(in, result);
    } else {
      Outcome.of(atTimeout, in).pass(result);
    }
  }

  /**
   * Interrupts all look-ups that still run and waits for their ends, then closes the look-up's
   * resources. The wait can't be interrupted: a look-up that ignores interrupts keeps its task, as
   * one in a map function would.
   */
  @Override
  public void close() throws Exception {
    ForkScope opened = scope;
    scope = null;
    try {
      if (opened != null) {
        closeScope(opened);
      }
    } finally {
      FunctionUtils.closeFunction(lookUp.function());
    }
  }

  private static void closeScope(ForkScope opened) {
    try {
      opened.close();
    } catch (IllegalStateException expected) {
      // Says that bodies had to be cancelled for which nobody waited, as it should be. The scope is
      // closed.
    }
  }
}
