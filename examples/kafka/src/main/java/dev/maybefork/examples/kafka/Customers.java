package dev.maybefork.examples.kafka;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The names of customers, by their numbers: from a cache, else from the service, which is slow. A
 * hit takes no lock. {@code cache.get(id, loader)} would ask the service while it holds a monitor
 * of the cache.
 */
final class Customers implements LookUp, AutoCloseable {
  private static final int CACHED = 50_000;

  private final CustomerClient service;
  private final Cache<String, String> cache =
      Caffeine.newBuilder().maximumSize(CACHED).executor(Runnable::run).build();

  /**
   * Customers.
   *
   * @param service where their service is
   * @param connections how many may be asked for at once
   * @param timeout how long to wait for an answer, at most
   */
  Customers(InetSocketAddress service, int connections, Duration timeout) {
    this.service = new CustomerClient(service, connections, timeout);
  }

  /** Has it know a customer. */
  void put(String id, String name) {
    cache.put(id, name);
  }

  @Override
  public @Nullable String cached(String id) {
    return cache.getIfPresent(id);
  }

  @Override
  public String find(String id) throws IOException, InterruptedException {
    @Nullable String cached = cache.getIfPresent(id);
    if (cached != null) {
      return cached;
    }
    String name = service.name(id);
    cache.put(id, name);
    return name;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
