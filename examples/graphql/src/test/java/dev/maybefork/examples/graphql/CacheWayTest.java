package dev.maybefork.examples.graphql;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.BlockKind;
import dev.maybefork.MaybeFork;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a load of one part does to the look-ups of others, which the map has in the same bin. */
class CacheWayTest {
  private static final Part LOADED = new Part("name", 7);
  private static final Part OTHER = sameBin("brand");
  private static final Part KEPT = sameBin("price");
  private static final Set<Thread.State> WAITS = Set.of(Thread.State.WAITING, Thread.State.BLOCKED);

  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile boolean computed;
  private final LongAdder loads = new LongAdder();

  @AfterEach
  void goOn() {
    answered.countDown();
    computed = true;
  }

  /** A part with the hash code of {@link #LOADED}. */
  private static Part sameBin(String field) {
    int product = LOADED.hashCode() - new Part(field, 0).hashCode();
    Part part = new Part(field, product);
    assertThat(part).hasSameHashCodeAs(LOADED);
    return part;
  }

  /** Waits for the answer, if it is the part that is to be loaded. */
  private String wait(Part part) {
    loads.increment();
    if (part.equals(LOADED)) {
      loading.countDown();
      try {
        answered.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return part.text();
  }

  /** Computes until it's told to end, if it is the part that is to be loaded. */
  private String compute(Part part) {
    loads.increment();
    if (part.equals(LOADED)) {
      loading.countDown();
      while (!computed) {
        Thread.onSpinWait();
      }
    }
    return part.text();
  }

  /** Of a platform thread. */
  private record Call(Thread thread, FutureTask<String> result) {
    static Call of(CacheWay.Lookups lookups, Part part) {
      FutureTask<String> result = new FutureTask<>(() -> lookups.get(part).get());
      return new Call(Thread.ofPlatform().daemon().start(result), result);
    }

    boolean waits() {
      return WAITS.contains(thread.getState());
    }

    void assertFound(Part part) throws Exception {
      assertThat(result.get(60, SECONDS)).isEqualTo(part.text());
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(deadline - System.nanoTime()).as("never happens").isPositive();
      Thread.sleep(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsLoadedOnceWhileManyAskForIt(CacheWay way) throws Exception {
    CacheWay.Lookups lookups = way.open(100, this::wait);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(Call.of(lookups, LOADED));
    }
    loading.await();
    await(() -> calls.stream().allMatch(Call::waits));
    answered.countDown();
    for (Call call : calls) {
      call.assertFound(LOADED);
    }
    assertThat(lookups.get(LOADED).resultNow()).isEqualTo(LOADED.text());
    assertThat(loads.sum()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SYNC")
  void aLoadThatWaitsHoldsNoOther(CacheWay way) throws Exception {
    CacheWay.Lookups lookups = way.open(100, this::wait);
    Future<String> first = lookups.get(LOADED);
    loading.await();
    Call.of(lookups, OTHER).assertFound(OTHER);
    assertThat(first.isDone()).isFalse();
    answered.countDown();
    assertThat(first.get(60, SECONDS)).isEqualTo(LOADED.text());
  }

  /** The others are for this. */
  @Test
  void withinComputeIfAbsentItDoes() throws Exception {
    CacheWay.Lookups lookups = CacheWay.SYNC.open(100, this::wait);
    Future<String> first = lookups.get(LOADED);
    loading.await();
    long monitors = MaybeFork.stats().forks(BlockKind.MONITOR);
    Future<String> other = lookups.get(OTHER);
    assertThat(MaybeFork.stats().forks(BlockKind.MONITOR)).isEqualTo(monitors + 1);
    assertThat(loads.sum()).isEqualTo(1);
    answered.countDown();
    assertThat(first.get(60, SECONDS)).isEqualTo(LOADED.text());
    assertThat(other.get(60, SECONDS)).isEqualTo(OTHER.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"ASYNC_VIRTUAL", "FIND", "CACHE_FIRST", "CACHE_FIRST_VIRTUAL"})
  void aLoadThatComputesHoldsNoOther(CacheWay way) throws Exception {
    CacheWay.Lookups lookups = way.open(100, this::compute);
    Call first = Call.of(lookups, LOADED);
    loading.await();
    Call.of(lookups, OTHER).assertFound(OTHER);
    assertThat(first.result().isDone()).isFalse();
    computed = true;
    first.assertFound(LOADED);
  }

  /** What computes doesn't fork, so it runs with the caller's monitor held. */
  @ParameterizedTest
  @EnumSource(names = {"SYNC", "ASYNC_ALL", "ASYNC"})
  void withinComputeIfAbsentItHoldsOthers(CacheWay way) throws Exception {
    CacheWay.Lookups lookups = way.open(100, this::compute);
    Call first = Call.of(lookups, LOADED);
    loading.await();
    Call other = Call.of(lookups, OTHER);
    await(other::waits);
    assertThat(loads.sum()).isEqualTo(1);
    computed = true;
    first.assertFound(LOADED);
    other.assertFound(OTHER);
  }

  @ParameterizedTest
  @EnumSource
  void noLoadHoldsAHit(CacheWay way) throws Exception {
    CacheWay.Lookups lookups = way.open(100, this::compute);
    Call.of(lookups, KEPT).assertFound(KEPT);
    Call first = Call.of(lookups, LOADED);
    loading.await();
    assertThat(lookups.get(KEPT).get(60, SECONDS)).isEqualTo(KEPT.text());
    assertThat(first.result().isDone()).isFalse();
    computed = true;
    first.assertFound(LOADED);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SYNC")
  void aLoadMayAskForAnotherPart(CacheWay way) throws Exception {
    AtomicReference<CacheWay.@Nullable Lookups> self = new AtomicReference<>();
    CacheWay.Lookups lookups = way.open(100, part -> asking(self, part));
    self.set(lookups);
    Call.of(lookups, LOADED).assertFound(OTHER);
  }

  /** The body that loads the other part waits for the monitor of the one that waits for it. */
  @Test
  void withinComputeIfAbsentItWaitsForItself() throws Exception {
    AtomicReference<CacheWay.@Nullable Lookups> self = new AtomicReference<>();
    CacheWay.Lookups lookups = CacheWay.SYNC.open(100, part -> asking(self, part));
    self.set(lookups);
    long monitors = MaybeFork.stats().forks(BlockKind.MONITOR);
    Future<String> first = lookups.get(LOADED);
    await(() -> MaybeFork.stats().forks(BlockKind.MONITOR) == monitors + 1);
    assertThat(first.cancel(/* mayInterruptIfRunning= */ true)).isTrue(); // else for ever
    assertThatThrownBy(first::get).isInstanceOf(CancellationException.class);
    Call.of(lookups, OTHER).assertFound(OTHER);
  }

  private static String asking(AtomicReference<CacheWay.@Nullable Lookups> self, Part part) {
    CacheWay.@Nullable Lookups lookups = self.get();
    if (lookups == null || !part.equals(LOADED)) {
      return part.text();
    }
    try {
      return lookups.get(OTHER).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "ASYNC_ALL")
  void theUpkeepOfTheCacheForksNothing(CacheWay way) throws Exception {
    CacheWay.Lookups lookups = way.open(100, Part::text);
    lookups.get(LOADED).get(60, SECONDS);
    ForkCounts before = ForkCounts.now();
    for (int product = 0; product < 5_000; product++) {
      lookups.get(new Part("name", product)).get(60, SECONDS);
    }
    assertThat(ForkCounts.now().since(before).forked()).isZero();
  }

  /** The caller holds the lock of the upkeep while it gives it to the executor. */
  @Test
  void withOurExecutorForTheCacheItForks() throws Exception {
    CacheWay.Lookups lookups = CacheWay.ASYNC_ALL.open(100, Part::text);
    ForkCounts before = ForkCounts.now();
    for (int product = 0; product < 5_000; product++) {
      lookups.get(new Part("name", product)).get(60, SECONDS);
    }
    assertThat(ForkCounts.now().since(before).forked()).isPositive();
  }
}
