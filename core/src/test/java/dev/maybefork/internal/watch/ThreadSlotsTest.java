package dev.maybefork.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadSlotsTest {
  private static final int ROUNDS = 2_000;

  /** Threads of the system that all look at the same place first. */
  private static final List<Integer> NEIGHBOURS =
      IntStream.iterate(1, i -> i + 1)
          .filter(i -> ThreadSlots.home(i) == ThreadSlots.home(1))
          .limit(ThreadSlots.PROBES + 1)
          .boxed()
          .toList();

  /** As many as have places of their own. */
  private static final List<Integer> THREADS = NEIGHBOURS.subList(0, ThreadSlots.PROBES);

  private final ThreadSlots<String> places = new ThreadSlots<>();

  @Test
  void aThreadKeepsItsPlace() {
    List<Integer> first = THREADS.stream().map(places::of).toList();
    first.forEach(place -> places.set(place, "busy"));
    first.forEach(place -> places.set(place, null));
    assertThat(THREADS).map(places::of).isEqualTo(first);
  }

  @Test
  void neighboursHavePlacesOfTheirOwn() {
    Set<Integer> taken = new HashSet<>();
    for (int thread : THREADS) {
      taken.add(places.of(thread));
    }
    assertThat(taken).hasSize(ThreadSlots.PROBES);
  }

  @Test
  void whatEachIsBusyWithIsFound() {
    List<String> expected = new ArrayList<>();
    for (int thread : THREADS) {
      String busy = "busy " + thread;
      expected.add(busy);
      places.set(places.of(thread), busy);
    }
    assertThat(places.found()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(IntStream.range(0, ThreadSlots.COUNT).mapToObj(places::get)).containsAll(expected);
  }

  @Test
  void anIdleOwnerLosesItsPlaceToAThreadThatFindsNoOther() {
    for (int thread : THREADS) {
      places.set(places.of(thread), "busy");
    }
    int idle = NEIGHBOURS.get(3);
    int place = places.of(idle);
    places.set(place, null);
    int last = NEIGHBOURS.getLast();
    assertThat(places.of(last)).isEqualTo(place);
    assertThat(places.of(last)).as("it's its own now").isEqualTo(place);
    places.set(place, "busy");
    assertThat(places.of(idle)).as("nothing is free").isNegative();
  }

  /** It goes on counting where it did, should it have been in the midst of it. */
  @Test
  void whatTheFormerOwnerOfAPlaceStillCountsIsNotLost() throws Exception {
    THREADS.forEach(places::of);
    int former = places.of(THREADS.get(0));
    int place = places.of(NEIGHBOURS.getLast());
    assertThat(place).isEqualTo(former);
    Thread other = Thread.ofPlatform().start(() -> count(place));
    count(former);
    other.join();
    assertThat(places.total()).isEqualTo(2 * ROUNDS);
  }

  private void count(int place) {
    for (int i = 0; i < ROUNDS; i++) {
      places.count(place);
    }
  }

  @Test
  void whoHasNoPlaceIsCountedToo() throws Exception {
    Thread other = Thread.ofPlatform().start(() -> count(-1));
    count(-1);
    count(places.of(THREADS.getFirst()));
    other.join();
    assertThat(places.total()).isEqualTo(3 * ROUNDS);
  }

  /** Neither takes the place that the other is taking. */
  @Test
  void threadsThatComeTogetherHavePlacesOfTheirOwn() throws Exception {
    List<ThreadSlots<String>> tables =
        Stream.generate(ThreadSlots<String>::new).limit(ROUNDS).toList();
    AtomicInteger arrivals = new AtomicInteger();
    FutureTask<List<Integer>> other =
        new FutureTask<>(() -> taken(tables, NEIGHBOURS.get(1), arrivals));
    Thread.ofPlatform().start(other);
    List<Integer> first = taken(tables, NEIGHBOURS.get(0), arrivals);
    List<Integer> second = other.get();
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(first.get(i)).as("round %s", i).isNotEqualTo(second.get(i));
    }
  }

  private static List<Integer> taken(
      List<ThreadSlots<String>> tables, int thread, AtomicInteger arrivals) {
    List<Integer> taken = new ArrayList<>();
    for (ThreadSlots<String> table : tables) {
      meet(arrivals);
      taken.add(table.of(thread));
    }
    return taken;
  }

  /** Waits for the other one of two threads, at once when it comes. */
  private static void meet(AtomicInteger arrivals) {
    int arrival = arrivals.incrementAndGet();
    int both = arrival + arrival % 2;
    while (arrivals.get() < both) {
      Thread.onSpinWait();
    }
  }
}
