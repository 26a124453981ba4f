package dev.maybefork.examples.graphql;

import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Which threads run the fetchers of a query. */
enum Way {
  /** The request's thread, one fetcher after the other: virtual threads off. */
  PLAIN("one after the other"),
  /** A pool's threads. */
  POOL("supplyAsync, pool"),
  /** A virtual thread for each fetcher: virtual threads on. */
  VIRTUAL("supplyAsync, virtual threads"),
  /** As {@link #VIRTUAL}, but by {@link MaybeFork#executor()}. */
  MAYBE_FORK("supplyAsync, MaybeFork.executor()"),
  /** The request's thread until a fetcher blocks. One that didn't is no future to graphql-java. */
  IN_PLACE("maybeFork, value if done"),
  /** The fetcher looks into the cache by itself; a virtual thread loads what isn't there. */
  MISSES_VIRTUAL("cache first, virtual threads"),
  /** The same with {@link MaybeFork#executor()}. */
  MISSES_FORK("cache first, MaybeFork.executor()");

  /** How many threads pools have. */
  static final int THREADS = 64;

  final String title;

  Way(String title) {
    this.title = title;
  }

  /**
   * The constant of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Way named(String name) {
    return Arrays.stream(values())
        .filter(way -> way.name().equalsIgnoreCase(name))
        .findAny()
        .orElseThrow(
            () -> new IllegalArgumentException("way: " + name + ", must be one of " + names()));
  }

  private static String names() {
    return Arrays.stream(values())
        .map(way -> way.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** What runs requests. */
  ExecutorService newRequestExecutor() {
    return switch (this) {
      case PLAIN, POOL -> Executors.newFixedThreadPool(THREADS);
      case VIRTUAL, MAYBE_FORK, IN_PLACE, MISSES_VIRTUAL, MISSES_FORK ->
          Executors.newVirtualThreadPerTaskExecutor();
    };
  }

  /** What runs fetchers, or what they have to wait for. */
  ExecutorService newFetcherExecutor() {
    return switch (this) {
      case POOL -> Executors.newFixedThreadPool(THREADS);
      case PLAIN, VIRTUAL, IN_PLACE, MISSES_VIRTUAL -> Executors.newVirtualThreadPerTaskExecutor();
      case MAYBE_FORK, MISSES_FORK -> MaybeFork.executor();
    };
  }

  /** What a fetcher returns: a text, or the future of one. */
  Object fetch(Parts parts, Part part, ExecutorService executor) {
    return switch (this) {
      case PLAIN -> parts.find(part);
      case POOL, VIRTUAL, MAYBE_FORK -> supplyAsync(() -> parts.find(part), executor);
      case IN_PLACE -> inPlace(maybeFork(() -> parts.find(part)));
      case MISSES_VIRTUAL, MISSES_FORK -> valueIfDone(parts.find(part, executor));
    };
  }

  private static Object inPlace(Fork<String> fork) {
    return fork.state() == Future.State.SUCCESS ? fork.resultNow() : fork.toCompletableFuture();
  }

  private static Object valueIfDone(CompletableFuture<String> future) {
    return future.state() == Future.State.SUCCESS ? future.resultNow() : future;
  }
}
