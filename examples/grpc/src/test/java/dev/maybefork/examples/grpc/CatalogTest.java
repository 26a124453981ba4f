package dev.maybefork.examples.grpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.maybefork.BlockKind;
import dev.maybefork.MaybeFork;
import dev.maybefork.examples.grpc.proto.PriceReply;
import dev.maybefork.examples.grpc.proto.Product;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The real server, over real sockets. */
class CatalogTest {
  private static final int MISS = 4_321;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** For a call that can't be answered before it's over. */
  private static final Duration SHORT = Duration.ofMillis(300);

  private final CountDownLatch counted = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch computing = new CountDownLatch(1);
  private volatile boolean computed;

  private final ExecutorService callbacks = MaybeFork.executor();
  private Shop shop;

  @BeforeEach
  void open() throws IOException {
    shop = Shop.open(Path.of("target", "data"), this::count);
  }

  @AfterEach
  void close() throws IOException {
    counted.countDown();
    computed = true;
    callbacks.shutdownNow();
    shop.close();
  }

  private int count(int id) throws InterruptedException {
    asked.countDown();
    counted.await();
    return id % 10;
  }

  /** Computes until it's told to end. */
  private long price(int id) {
    computing.countDown();
    while (!computed) {
      Thread.onSpinWait();
    }
    return id;
  }

  private CatalogServer serve(Serving serving) throws IOException {
    return new CatalogServer(serving, shop.products(), this::price);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "DIRECT")
  void aCallThatWaitsHoldsNoOtherOfItsConnection(Serving serving) throws Exception {
    try (CatalogServer server = serve(serving);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      CompletableFuture<Product> miss = client.find(MISS);
      asked.await();
      for (int id = 0; id < 50; id++) {
        assertThat(client.await(id, LONG).getName()).isEqualTo("product " + id);
      }
      assertThat(miss).isNotDone();
      counted.countDown();
      Product product = miss.get(60, SECONDS);
      assertThat(product.getName()).isEqualTo("product " + MISS);
      assertThat(product.getStock()).isEqualTo(MISS % 10);
    }
  }

  /** What the other ways are for: without them this is so. */
  @Test
  void onTheEventLoopItHoldsAll() throws Exception {
    try (CatalogServer server = serve(Serving.DIRECT);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      CompletableFuture<Product> miss = client.find(MISS);
      asked.await();
      assertNotAnswered(client);
      counted.countDown();
      assertThat(miss.get(60, SECONDS).getId()).isEqualTo(MISS);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POOL", "VIRTUAL", "AFTER", "BY_METHOD", "IN_METHOD"})
  void aCallThatComputesHoldsNoOtherOfItsConnection(Serving serving) throws Exception {
    try (CatalogServer server = serve(serving);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      CompletableFuture<PriceReply> price = client.price(7);
      computing.await();
      assertThat(client.await(3, LONG).getName()).isEqualTo("product 3");
      assertThat(price).isNotDone();
      computed = true;
      assertThat(price.get(60, SECONDS).getCents()).isEqualTo(7);
    }
  }

  /** Where {@code MaybeFork.executor()} alone loses. */
  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "MAYBE_FORK"})
  void whatComputesOnTheEventLoopHoldsAll(Serving serving) throws Exception {
    try (CatalogServer server = serve(serving);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      CompletableFuture<PriceReply> price = client.price(7);
      computing.await();
      assertNotAnswered(client);
      computed = true;
      assertThat(price.get(60, SECONDS).getCents()).isEqualTo(7);
    }
  }

  private static void assertNotAnswered(CatalogClient client) {
    assertThatThrownBy(() -> client.await(3, SHORT))
        .asInstanceOf(type(StatusRuntimeException.class))
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  /** With a direct executor it would wait for ever: its own event loop would have to wake it. */
  @Test
  void aCallbackOfTheClientMayCallItsServerAndWait() throws Exception {
    try (CatalogServer server = serve(Serving.MAYBE_FORK);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      CompletableFuture<Product> next =
          client.find(MISS).thenApply(product -> client.await(product.getStock() + 1, LONG));
      asked.await();
      counted.countDown();
      assertThat(next.get(60, SECONDS).getName()).isEqualTo("product " + (MISS % 10 + 1));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MAYBE_FORK", "IN_METHOD"})
  void aReadFromTheDiskForks(Serving serving) throws Exception {
    counted.countDown();
    long before = MaybeFork.stats().forks(BlockKind.FILE);
    long deadline = System.nanoTime() + LONG.toNanos();
    try (CatalogServer server = serve(serving);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      do { // a fast disk may have read a page by the time it's asked for
        assertThat(deadline - System.nanoTime()).as("nothing forks").isPositive();
        shop.names().evict();
        List<CompletableFuture<Product>> misses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          misses.add(client.find(MISS + 97 * i));
        }
        for (int i = 0; i < 20; i++) {
          assertThat(misses.get(i).get(60, SECONDS).getName())
              .isEqualTo("product " + (MISS + 97 * i));
        }
      } while (MaybeFork.stats().forks(BlockKind.FILE) == before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void failuresAreStatuses(Serving serving) throws Exception {
    counted.countDown();
    try (CatalogServer server = serve(serving);
        CatalogClient client = new CatalogClient(server.port(), callbacks)) {
      assertThatThrownBy(() -> client.await(Shop.COUNT, LONG))
          .hasMessage("NOT_FOUND: id: " + Shop.COUNT);
      assertThatThrownBy(() -> client.await(-1, LONG)).hasMessage("NOT_FOUND: id: -1");
      shop.warehouse().close();
      shop.client().close();
      assertThatThrownBy(() -> client.await(MISS, LONG)).hasMessage("UNAVAILABLE");
      assertThat(client.await(3, LONG).getName()).isEqualTo("product 3");
    }
  }

  @Test
  void anUnknownWayToServeIsNamed() {
    assertThat(Serving.named("in_method")).isEqualTo(Serving.IN_METHOD);
    assertThatThrownBy(() -> Serving.named("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("serving: fast, must be one of pool, virtual");
  }
}
