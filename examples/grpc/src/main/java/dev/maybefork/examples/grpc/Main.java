package dev.maybefork.examples.grpc;

import dev.maybefork.MaybeFork;
import dev.maybefork.examples.grpc.proto.Product;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/** A demonstration; or, by the first argument, {@code serve} or {@code measure}. */
public final class Main {
  private static final List<Integer> POPULAR = List.of(0, 1, 2, 3, 4, 5);
  private static final List<Integer> OTHERS = List.of(2_001, 4_002, 6_003);

  private Main() {}

  /**
   * Runs what the first argument names.
   *
   * @param args nothing; {@code serve} and a {@link Serving}; or {@code measure} and a number of
   *     rounds
   * @throws Exception if anything fails
   */
  public static void main(String[] args) throws Exception {
    switch (args.length == 0 ? "demo" : args[0]) {
      case "demo" -> demonstrate();
      case "serve" -> serve(Serving.named(args.length > 1 ? args[1] : "maybe_fork"));
      case "measure" -> Measurement.run(args.length > 1 ? Integer.parseInt(args[1]) : 3);
      default -> throw new IllegalArgumentException(args[0] + ": must be demo, serve, or measure");
    }
    System.exit(0); // whatever threads gRPC still has
  }

  private static void demonstrate() throws Exception {
    CountDownLatch popularAnswered = new CountDownLatch(POPULAR.size());
    Warehouse.Counting afterThose =
        id -> {
          popularAnswered.await();
          return id % 10;
        };
    try (Shop shop = Shop.open(Shop.folder(), afterThose);
        CatalogServer server = new CatalogServer(Serving.MAYBE_FORK, shop.products(), Shop::price);
        ExecutorService callbacks = MaybeFork.executor();
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      System.out.println("engine: " + MaybeFork.engineStatus().engine());
      shop.names().evict();
      List<CompletableFuture<Product>> others = new ArrayList<>();
      OTHERS.forEach(id -> others.add(client.find(id)));
      for (int id : POPULAR) {
        Product product = client.find(id).get();
        System.out.println("answered: " + product.getName());
        popularAnswered.countDown();
      }
      CompletableFuture<Product> neighbour = // asked for by a callback, which waits for it
          others.getFirst().thenApply(_ -> client.await(2_002, Duration.ofSeconds(10)));
      System.out.println("answered after those, though asked for before: " + names(others));
      System.out.println("asked for by a callback: " + neighbour.get().getName());
    }
  }

  private static String names(List<CompletableFuture<Product>> products) {
    return products.stream()
        .map(product -> product.join().getName())
        .collect(Collectors.joining(", "));
  }

  /** Serves until its standard input ends. Prints its port. */
  private static void serve(Serving serving) throws IOException, InterruptedException {
    MaybeFork.warmUp();
    try (Shop shop = Shop.open(Shop.folder(), Duration.ofMillis(1));
        CatalogServer server = new CatalogServer(serving, shop.products(), Shop::price)) {
      System.out.println(server.port());
      int evict = System.in.read();
      while (evict >= 0) { // a line for each time that the file is to leave the memory
        shop.names().evict();
        System.out.println("evicted");
        evict = System.in.read();
      }
    }
  }
}
