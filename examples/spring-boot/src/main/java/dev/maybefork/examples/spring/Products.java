package dev.maybefork.examples.spring;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/** The products of a database, which answers after 20 ms; those that were asked for are cached. */
@Service
class Products {
  private final Map<Integer, String> cache = new ConcurrentHashMap<>();
  private final JdbcClient database;

  Products(JdbcClient database) {
    this.database = database;
  }

  /** A hit is a plain call; a miss waits in a thread of its own. */
  @Async
  public CompletableFuture<String> name(int id) {
    String cached = cache.get(id);
    if (cached == null) {
      cached = load(id);
      cache.put(id, cached);
    }
    return CompletableFuture.completedFuture(cached);
  }

  private String load(int id) {
    try {
      Thread.sleep(20); // as if the database were far away
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return database
        .sql("SELECT name FROM product WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }
}
