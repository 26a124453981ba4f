package dev.maybefork.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.ForkOn;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The function by itself, called as a task calls it. */
class MaybeForkAsyncFunctionTest {
  private static final OpenContext OPEN = new OpenContext() {};

  /** What a task passes to the function, and what came of it. */
  private static final class Answer implements ResultFuture<String> {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Collection<String> results;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread by;

    @Override
    public void complete(Collection<String> results) {
      this.results = results;
      end();
    }

    @Override
    public void complete(CollectionSupplier<String> results) {
      throw new AssertionError("unused");
    }

    @Override
    public void completeExceptionally(Throwable failure) {
      this.failure = failure;
      end();
    }

    private void end() {
      assertThat(done.getCount()).as("completed once").isEqualTo(1);
      by = Thread.currentThread();
      done.countDown();
    }

    boolean isDone() {
      return done.getCount() == 0;
    }

    Answer await() throws InterruptedException {
      done.await();
      return this;
    }
  }

  private static MaybeForkAsyncFunction<String, String> opened(
      MaybeForkAsyncFunction<String, String> function) throws Exception {
    function.setRuntimeContext(
        (RuntimeContext)
            Proxy.newProxyInstance(
                MaybeForkAsyncFunctionTest.class.getClassLoader(),
                new Class<?>[] {RuntimeContext.class},
                (proxy, method, arguments) -> null));
    function.open(OPEN);
    return function;
  }

  @Test
  void aHitIsDoneByTheTasksThread() throws Exception {
    var function = opened(MaybeForkAsyncFunction.of((String in) -> "<" + in + ">"));
    Answer answer = new Answer();
    function.asyncInvoke("a", answer);
    assertThat(answer.isDone()).isTrue();
    assertThat(answer.results).containsExactly("<a>");
    assertThat(answer.by).isSameAs(Thread.currentThread());
    function.close();
  }

  @Test
  void aMissIsPassedOnWhenItIsThereAndHoldsNobody() throws Exception {
    Semaphore there = new Semaphore(0);
    var function = opened(MaybeForkAsyncFunction.of(waitingFor(there)));
    Answer first = new Answer();
    Answer second = new Answer();
    function.asyncInvoke("a", first);
    function.asyncInvoke("b", second);
    assertThat(first.isDone() || second.isDone()).isFalse();
    there.release(2);
    assertThat(first.await().results).containsExactly("a");
    assertThat(second.await().results).containsExactly("b");
    assertThat(first.by).isNotSameAs(Thread.currentThread()).matches(Thread::isVirtual);
    function.close();
  }

  @Test
  void whatALookUpThrowsFailsTheElementOnly() throws Exception {
    Semaphore there = new Semaphore(0);
    var function =
        opened(
            MaybeForkAsyncFunction.of((String in) -> {
              if (in.equals("miss")) {
                there.acquire();
              }
              if (!in.equals("good")) {
                throw new IOException("no " + in);
              }
              return in;
            }));
    Answer hit = new Answer();
    Answer miss = new Answer();
    function.asyncInvoke("hit", hit);
    function.asyncInvoke("miss", miss);
    assertThat(hit.failure).isInstanceOf(IOException.class).hasMessage("no hit");
    there.release();
    assertThat(miss.await().failure).isInstanceOf(IOException.class).hasMessage("no miss");
    Answer good = new Answer();
    function.asyncInvoke("good", good);
    assertThat(good.results).containsExactly("good");
    function.close();
  }

  @Test
  void nullIsNoResultAndAFlatMapHasAnyNumber() throws Exception {
    Answer none = new Answer();
    var nothing = opened(MaybeForkAsyncFunction.of((String in) -> (String) null));
    nothing.asyncInvoke("a", none);
    assertThat(none.results).isEmpty();
    nothing.close();

    FlatMapFunction<String, String> letters =
        (in, out) -> in.chars().forEach(c -> out.collect(Character.toString(c)));
    Answer two = new Answer();
    var flat = opened(MaybeForkAsyncFunction.of(letters));
    flat.asyncInvoke("ab", two);
    assertThat(two.results).containsExactly("a", "b");
    flat.close();
  }

  @Test
  void aTimeoutInterruptsTheLookUpAndDropsWhatComesOfIt() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Semaphore mayReturn = new Semaphore(0);
    MapFunction<String, String> lookUp =
        in -> {
          try {
            new Semaphore(0).acquire();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          mayReturn.acquireUninterruptibly();
          return "too late";
        };
    var function = opened(MaybeForkAsyncFunction.of(lookUp));
    Answer answer = new Answer();
    function.asyncInvoke("a", answer);
    function.timeout("a", answer);
    assertThat(answer.failure).isInstanceOf(TimeoutException.class);
    interrupted.await();
    mayReturn.release();
    function.close(); // has waited for the look-up; Answer takes no second outcome
    assertThat(answer.results).isNull();
  }

  @Test
  void aTimeoutMayHaveAFallback() throws Exception {
    var function =
        opened(
            MaybeForkAsyncFunction.of(waitingFor(new Semaphore(0)))
                .onTimeout(in -> "instead of " + in));
    Answer answer = new Answer();
    function.asyncInvoke("a", answer);
    function.timeout("a", answer);
    assertThat(answer.results).containsExactly("instead of a");
    function.close();
  }

  @Test
  void closeInterruptsWhatRunsAndThenClosesTheLookUp() throws Exception {
    List<String> events = new ArrayList<>();
    CountDownLatch blocked = new CountDownLatch(1);
    RichMapFunction<String, String> lookUp =
        new RichMapFunction<>() {
          @Override
          public void open(OpenContext context) {
            events.add("open");
          }

          @Override
          public String map(String in) throws Exception {
            try {
              blocked.countDown();
              new Semaphore(0).acquire();
              return in;
            } finally {
              events.add("ended");
            }
          }

          @Override
          public void close() {
            events.add("close");
          }
        };
    var function = opened(MaybeForkAsyncFunction.of(lookUp));
    Answer answer = new Answer();
    function.asyncInvoke("a", answer);
    blocked.await();
    function.close();
    assertThat(events).containsExactly("open", "ended", "close");
    assertThat(answer.isDone()).as("nobody waits for it").isFalse();
  }

  @Test
  void aLookUpThatCannotBeOpenedIsClosed() throws Exception {
    List<String> events = new ArrayList<>();
    var function =
        MaybeForkAsyncFunction.of(
            new RichMapFunction<String, String>() {
              @Override
              public void open(OpenContext context) throws IOException {
                throw new IOException("no connection");
              }

              @Override
              public String map(String in) {
                return in;
              }

              @Override
              public void close() {
                events.add("close");
              }
            });
    assertThatThrownBy(() -> opened(function)).hasMessage("no connection");
    function.close();
    assertThat(events).containsExactly("close");
  }

  @Test
  void aCopyAsTasksGetItKnowsItsCondition() throws Exception {
    var copy =
        InstantiationUtil.clone(
            MaybeForkAsyncFunction.of(
                    (String in) -> {
                      Thread.sleep(Duration.ofMillis(1)); // a block
                      return in + "!";
                    })
                .forkOn(() -> ForkOn.NEVER)
                .onTimeout(in -> in));
    Answer answer = new Answer();
    opened(copy).asyncInvoke("a", answer);
    assertThat(answer.results).containsExactly("a!");
    assertThat(answer.by).as("held").isSameAs(Thread.currentThread());
    copy.close();
  }

  @Test
  void aLookUpHasNoState() throws Exception {
    AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
    var function =
        opened(
            MaybeForkAsyncFunction.of(
                new RichMapFunction<String, String>() {
                  @Override
                  public String map(String in) {
                    try {
                      getRuntimeContext().getState(new ValueStateDescriptor<>("a", Types.STRING));
                    } catch (UnsupportedOperationException e) {
                      refused.set(e);
                    }
                    return in;
                  }
                }));
    function.asyncInvoke("a", new Answer());
    assertThat(refused.get()).isNotNull();
    function.close();
  }

  @Test
  @SuppressWarnings("NullAway") // that is what it's about
  void misuseSaysWhatIsWrong() {
    MaybeForkAsyncFunction<String, String> function = MaybeForkAsyncFunction.of((String in) -> in);
    assertThatThrownBy(() -> function.asyncInvoke("a", new Answer()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open");
    assertThatThrownBy(() -> opened(function.forkOn(() -> null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("forkOn");
    assertThatThrownBy(() -> MaybeForkAsyncFunction.of((MapFunction<String, String>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("lookUp");
    assertThatThrownBy(() -> MaybeForkAsyncFunction.of((FlatMapFunction<String, String>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("lookUp");
    assertThatThrownBy(() -> function.forkOn((SerializableSupplier<ForkOn>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("condition");
    assertThatThrownBy(() -> function.onTimeout(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("fallback");
  }

  private static MapFunction<String, String> waitingFor(Semaphore there) {
    return in -> {
      there.acquire();
      return in;
    };
  }
}
