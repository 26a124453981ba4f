package dev.maybefork.examples.graphql;

import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.maybefork.MaybeFork;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Where a load is started: within a cache of Caffeine's or outside of it, and by what. */
enum CacheWay {
  /** Loads within {@code computeIfAbsent}, so it waits there with a monitor of the map held. */
  SYNC("maybeFork(() -> cache.get(key, load))"),
  /** Starts loads within {@code computeIfAbsent}. The cache's upkeep has the same executor. */
  ASYNC_ALL("Caffeine.executor(MaybeFork.executor()), asyncCache.get(key, load)"),
  /** Starts loads within {@code computeIfAbsent}. */
  ASYNC("asyncCache.get(key, (k, _) -> supplyAsync(load, MaybeFork.executor()))"),
  /** As {@link #ASYNC}, by virtual threads. */
  ASYNC_VIRTUAL("asyncCache.get(key, (k, _) -> supplyAsync(load, virtual threads))"),
  /** Looks into the cache within a body, and loads outside of the map. */
  FIND("maybeFork(() -> parts.find(key))"),
  /** Looks into the cache, and loads outside of the map, in a body. */
  CACHE_FIRST("parts.find(key, MaybeFork.executor())"),
  /** As {@link #CACHE_FIRST}, by virtual threads. */
  CACHE_FIRST_VIRTUAL("parts.find(key, virtual threads)");

  private static final Executor FORKING = MaybeFork.executor();
  private static final Executor VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();

  final String title;

  CacheWay(String title) {
    this.title = title;
  }

  /** A new cache. */
  interface Lookups {
    /** A part, now or later. */
    Future<String> get(Part part);
  }

  /** A new cache, which keeps so many parts. */
  Lookups open(int limit, Parts.Loader loader) {
    return switch (this) {
      case SYNC -> {
        Cache<Part, String> cache = caffeine(limit, Runnable::run).build();
        yield part -> maybeFork(() -> cache.get(part, key -> load(loader, key)));
      }
      case ASYNC_ALL -> {
        AsyncCache<Part, String> cache = caffeine(limit, FORKING).buildAsync();
        yield part -> cache.get(part, key -> load(loader, key));
      }
      case ASYNC -> async(limit, loader, FORKING);
      case ASYNC_VIRTUAL -> async(limit, loader, VIRTUAL);
      case FIND -> {
        Parts parts = new Parts(limit, loader);
        yield part -> maybeFork(() -> parts.find(part));
      }
      case CACHE_FIRST -> cacheFirst(limit, loader, FORKING);
      case CACHE_FIRST_VIRTUAL -> cacheFirst(limit, loader, VIRTUAL);
    };
  }

  private static Lookups async(int limit, Parts.Loader loader, Executor executor) {
    AsyncCache<Part, String> cache = caffeine(limit, Runnable::run).buildAsync();
    return part -> cache.get(part, (key, _) -> supplyAsync(() -> load(loader, key), executor));
  }

  private static Lookups cacheFirst(int limit, Parts.Loader loader, Executor executor) {
    Parts parts = new Parts(limit, loader);
    return part -> parts.find(part, executor);
  }

  private static Caffeine<Object, Object> caffeine(int limit, Executor executor) {
    return Caffeine.newBuilder().initialCapacity(limit).maximumSize(limit).executor(executor);
  }

  private static String load(Parts.Loader loader, Part part) {
    try {
      return loader.load(part);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }
}
