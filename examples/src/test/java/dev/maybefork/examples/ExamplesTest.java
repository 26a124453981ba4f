package dev.maybefork.examples;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.MaybeFork;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape loads the same pages, and waits in threads of its own for those that block. */
@Timeout(60)
class ExamplesTest {
  enum Caller {
    PLATFORM,
    VIRTUAL;

    ThreadFactory factory() {
      return switch (this) {
        case PLATFORM -> Thread.ofPlatform().daemon().factory();
        case VIRTUAL -> Thread.ofVirtual().factory();
      };
    }
  }

  /**
   * @param eachByItself whether no page goes on in the thread of another
   */
  record Shape(String name, Example example, boolean eachByItself) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Shape shape(String name, Example example) {
    return new Shape(name, example, /* eachByItself= */ true);
  }

  private static Shape loop(String name, Example example) {
    return new Shape(name, example, /* eachByItself= */ false);
  }

  /**
   * Whether a thread's name tells that it has forked. Where bodies are only watched, each has a
   * thread of its own from its start, and that thread its name.
   */
  private static boolean namesTell() {
    return !MaybeFork.engineStatus().engine().equals("watch");
  }

  private static List<Shape> shapes() {
    return List.of(
        shape("maybeFork and join", JoinExample::load),
        loop("loop, one fork", LoopExample::oneFork),
        loop("loop, two forks", LoopExample::limited),
        shape("loop, as needed", LoopExample::asNeeded),
        shape("scope", ScopeExample::load),
        shape("thread factory", ThreadFactoryExample::load),
        shape("executor, submit", ExecutorExample::submit),
        shape("executor, invokeAll", ExecutorExample::invokeAll),
        shape("CompletableFuture", CompletableFutureExample::load),
        shape("Stream, in order", GatherersExample::inOrder),
        shape("Stream, as loaded", GatherersExample::asLoaded));
  }

  static Stream<Arguments> shapesAndCallers() {
    return shapes().stream()
        .flatMap(shape -> Stream.of(Caller.values()).map(caller -> Arguments.of(shape, caller)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("shapesAndCallers")
  void loadsAllPagesAndForksWhereItBlocks(Shape shape, Caller caller) throws Exception {
    Set<Integer> forked = forkedOf(shape, caller);
    if (namesTell()) {
      assertThat(forked).containsAll(PageServer.SLOW);
    }
    if (namesTell() && shape.eachByItself) {
      assertThat(forked).isSubsetOf(Pages.NOT_CACHED);
    }
  }

  private static Set<Integer> forkedOf(Shape shape, Caller caller) throws Exception {
    List<Page> loaded = run(shape.example, caller);
    assertThat(loaded).extracting(Page::number).isEqualTo(Pages.NUMBERS);
    assertThat(loaded)
        .extracting(Page::text)
        .isEqualTo(Pages.NUMBERS.stream().map(PageServer::text).toList());
    return loaded.stream().filter(Page::forked).map(Page::number).collect(toSet());
  }

  private static List<Page> run(Example example, Caller caller) throws Exception {
    try (var callers = Executors.newThreadPerTaskExecutor(caller.factory());
        Pages pages = Pages.open()) {
      Future<List<Page>> loaded = callers.submit(() -> example.load(pages));
      return loaded.get();
    }
  }
}
