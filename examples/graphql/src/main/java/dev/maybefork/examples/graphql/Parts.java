package dev.maybefork.examples.graphql;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Parts in a cache of Caffeine's, and behind it whatever loads them. Each is loaded once, however
 * many ask for it meanwhile; a failure is not kept. It is thread-safe.
 *
 * <p>The future of a part is put into the cache before it's loaded, and no lock of the cache is
 * held while it is. README.md says what that is good for.
 */
final class Parts {
  /** Loads a part that is not in the cache. It may block. */
  interface Loader {
    String load(Part part) throws SQLException;
  }

  private final Loader loader;
  private final AsyncCache<Part, String> cache;

  /**
   * An empty cache.
   *
   * @param limit how many parts it keeps
   */
  Parts(int limit, Loader loader) {
    this.loader = loader;
    cache =
        Caffeine.newBuilder()
            .initialCapacity(limit)
            .maximumSize(limit)
            .executor(Runnable::run) // its own upkeep: MaybeFork's would fork each time
            .buildAsync();
  }

  /**
   * A part, by plain code. Blocks if it isn't in the cache.
   *
   * @throws CompletionException if it can't be loaded; the cause says why
   */
  String find(Part part) {
    return find(part, Runnable::run).join();
  }

  /**
   * A part, now or later. If it isn't in the cache nor being loaded, the executor loads it.
   *
   * @return a future, which is done if the part is in the cache
   */
  CompletableFuture<String> find(Part part, Executor executor) {
    @Nullable CompletableFuture<String> known = cache.getIfPresent(part);
    if (known != null) {
      return known;
    }
    CompletableFuture<String> future = new CompletableFuture<>();
    known = cache.asMap().putIfAbsent(part, future);
    if (known != null) {
      return known;
    }
    try {
      executor.execute(() -> load(part, future));
    } catch (RuntimeException e) { // it is closed: others may be waiting already
      future.completeExceptionally(e);
    }
    return future;
  }

  private void load(Part part, CompletableFuture<String> future) {
    try {
      future.complete(loader.load(part));
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
  }

  /** Has it in the cache from now on. */
  void keep(Part part, String text) {
    cache.put(part, CompletableFuture.completedFuture(text));
  }

  /** Has it no longer in the cache. */
  void forget(Part part) {
    cache.synchronous().invalidate(part);
  }
}
