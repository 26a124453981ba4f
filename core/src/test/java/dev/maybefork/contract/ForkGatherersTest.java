package dev.maybefork.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.ForkGatherers;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the JDK's mapConcurrent documents, checked on it and on ours; and what is ours alone. */
class ForkGatherersTest {
  enum Kind {
    JDK,
    IN_ORDER,
    AS_THEY_COME;

    <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> map(
        int limit, Function<? super T, ? extends R> mapper) {
      return switch (this) {
        case JDK -> Gatherers.mapConcurrent(limit, mapper);
        case IN_ORDER -> ForkGatherers.mapConcurrent(limit, mapper);
        case AS_THEY_COME -> ForkGatherers.mapConcurrentUnordered(limit, mapper);
      };
    }
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @Tag("contract")
  @ParameterizedTest
  @EnumSource
  private @interface EveryKind {}

  private final Blocker blocker = new Blocker();
  private final AtomicInteger interrupted = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  private static Stream<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed();
  }

  private static int sleep(int i) {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return i;
  }

  /** Blocks until interrupted, then takes its time to end. */
  private int awaitInterrupt(int i) {
    try {
      blocker.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      sleep(i);
    }
    ended.incrementAndGet();
    return i;
  }

  @ParameterizedTest
  @EnumSource(names = "AS_THEY_COME", mode = EnumSource.Mode.EXCLUDE)
  @Tag("contract")
  void resultsAreInTheOrderOfTheElements(Kind kind) {
    List<Integer> results =
        numbers(200).gather(kind.map(7, i -> i % 3 == 0 ? sleep(i) : i)).toList();
    assertThat(results).isEqualTo(numbers(200).toList());
  }

  @EveryKind
  void allAreMappedUnderAnyLimit(Kind kind) {
    for (int limit : new int[] {1, 2, 50, Integer.MAX_VALUE}) {
      assertThat(numbers(100).gather(kind.map(limit, i -> i % 2 == 0 ? sleep(i) : i)).toList())
          .containsExactlyInAnyOrderElementsOf(numbers(100).toList());
    }
  }

  @EveryKind
  void nullsAreElementsAndResultsLikeOthers(Kind kind) {
    Gatherer<@Nullable String, ?, @Nullable String> gatherer = kind.map(2, s -> s);
    assertThat(Stream.of("a", null, "b").gather(gatherer).toList())
        .containsExactlyInAnyOrder("a", null, "b");
  }

  @EveryKind
  void theLimitIsKept(Kind kind) {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    numbers(60)
        .gather(
            kind.map(
                4,
                i -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  sleep(i);
                  return running.decrementAndGet();
                }))
        .forEach(i -> {});
    assertThat(most.get()).isBetween(2, 4);
  }

  @EveryKind
  void aRuntimeExceptionIsThrownAsItIs(Kind kind) {
    IllegalStateException failure = new IllegalStateException("element 5");
    assertThatThrownBy(() -> numbers(10).gather(failingAt5(kind, failure)).toList())
        .isSameAs(failure);
  }

  @EveryKind
  void anErrorIsTheCauseOfARuntimeException(Kind kind) {
    AssertionError failure = new AssertionError("element 5");
    assertThatThrownBy(() -> numbers(10).gather(failingAt5(kind, failure)).toList())
        .isInstanceOf(RuntimeException.class)
        .hasCause(failure);
  }

  private Gatherer<Integer, ?, Integer> failingAt5(Kind kind, Throwable failure) {
    return kind.map(
        4,
        i -> {
          if (i == 5) {
            throw sneaky(failure);
          }
          return i;
        });
  }

  private static RuntimeException sneaky(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  @EveryKind
  void aFailureCancelsWhatIsUnderWayAndWaitsForIt(Kind kind) {
    IllegalStateException failure = new IllegalStateException("element 0");
    CountDownLatch others = new CountDownLatch(3);
    assertThatThrownBy(() ->
            numbers(4)
                .gather(
                    kind.map(
                        4,
                        i -> {
                          if (i == 0) {
                            await(others);
                            throw failure;
                          }
                          others.countDown();
                          return awaitInterrupt(i);
                        }))
                .toList())
        .isSameAs(failure);
    assertThat(ended.get()).isEqualTo(3);
  }

  @EveryKind
  void aShortCircuitCancelsWhatIsUnderWayAndWaitsForIt(Kind kind) {
    AtomicInteger begun = new AtomicInteger();
    List<Integer> results =
        Stream.iterate(0, i -> i + 1)
            .gather(
                kind.map(
                    4,
                    i -> {
                      begun.incrementAndGet();
                      return i == 0 ? sleep(i) : awaitInterrupt(i);
                    }))
            .limit(1)
            .toList();
    assertThat(results).containsExactly(0);
    assertThat(ended.get()).isEqualTo(begun.get() - 1).isEqualTo(interrupted.get());
    assertThat(begun.get()).isLessThanOrEqualTo(5);
  }

  @EveryKind
  void whatIsDownstreamMayThrow(Kind kind) {
    IllegalStateException failure = new IllegalStateException("downstream");
    assertThatThrownBy(() ->
            numbers(4)
                .gather(kind.map(2, i -> i == 0 ? sleep(i) : awaitInterrupt(i)))
                .forEach(i -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(ended.get()).isEqualTo(interrupted.get());
  }

  @EveryKind
  void anInterruptEndsNoWaitAndIsKept(Kind kind) {
    Thread.currentThread().interrupt();
    List<Integer> results = numbers(20).gather(kind.map(2, ForkGatherersTest::sleep)).toList();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(results).hasSize(20);
  }

  @EveryKind
  void aGathererMayBeUsedAgainAndWithinItself(Kind kind) {
    Gatherer<Integer, ?, Integer> inner = kind.map(3, ForkGatherersTest::sleep);
    Gatherer<Integer, ?, Integer> outer =
        kind.map(3, i -> numbers(i).gather(inner).mapToInt(Integer::intValue).sum());
    for (int i = 0; i < 2; i++) {
      assertThat(numbers(8).gather(outer).toList())
          .containsExactlyInAnyOrder(0, 0, 1, 3, 6, 10, 15, 21);
    }
  }

  @EveryKind
  void itMayBeInAParallelStream(Kind kind) {
    assertThat(
            numbers(500)
                .parallel()
                .map(i -> i + 1)
                .gather(kind.map(5, i -> sleep(i) * 2))
                .map(i -> i / 2)
                .toList())
        .containsExactlyInAnyOrderElementsOf(numbers(500).map(i -> i + 1).toList());
  }

  @EveryCaller
  void elementsThatDoNotBlockArePlainCalls() throws Exception {
    for (Kind kind : List.of(Kind.IN_ORDER, Kind.AS_THEY_COME)) {
      List<String> order = new ArrayList<>();
      Gatherer<Integer, ?, Integer> gatherer =
          kind.map(
              10,
              i -> {
                order.add("map " + i);
                return i;
              });
      numbers(3).gather(gatherer).forEach(i -> order.add("got " + i));
      assertThat(order).containsExactly("map 0", "got 0", "map 1", "got 1", "map 2", "got 2");
    }
  }

  @EveryCaller
  void anElementThatBlocksLetsTheOthersGoOn() throws Exception {
    List<Integer> mapped = new LockFreeList<>();
    List<Integer> results =
        numbers(5)
            .gather(
                ForkGatherers.<Integer, Integer>mapConcurrent(
                    5,
                    i -> {
                      if (i == 0) {
                        awaitSize(mapped, 4);
                      }
                      mapped.add(i);
                      return i;
                    }))
            .toList();
    assertThat(mapped).containsExactly(1, 2, 3, 4, 0);
    assertThat(results).containsExactly(0, 1, 2, 3, 4);
  }

  @EveryCaller
  void unorderedResultsOvertake() throws Exception {
    List<Integer> got = new LockFreeList<>();
    numbers(6)
        .gather(
            ForkGatherers.<Integer, Integer>mapConcurrentUnordered(
                2,
                i -> {
                  if (i == 0) {
                    awaitSize(got, 5);
                  }
                  return i;
                }))
        .forEach(got::add);
    assertThat(got).containsExactly(1, 2, 3, 4, 5, 0);
  }

  @Test
  void manyElements() {
    Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
    assertThat(
            numbers(300_000)
                .gather(
                    ForkGatherers.<Integer, Integer>mapConcurrent(
                        10,
                        i -> {
                          threads.add(
                              Thread.currentThread().isVirtual() ? Thread.currentThread() : null);
                          return i;
                        }))
                .mapToLong(Integer::longValue)
                .sum())
        .isEqualTo(299_999L * 150_000);
    assertThat(threads).hasSize(300_000);
  }

  @Test
  @SuppressWarnings("NullAway")
  void badInputIsRefusedByName() {
    for (Kind kind : List.of(Kind.IN_ORDER, Kind.AS_THEY_COME)) {
      assertThatThrownBy(() -> kind.map(0, i -> i))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("limit");
      assertThatThrownBy(() -> kind.map(1, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("mapper");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(100, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitSize(List<Integer> list, int size) {
    Await.until(() -> list.size() >= size, "so many have come");
  }
}
