package dev.maybefork.examples.graphql;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real server over HTTP, and the real database over JDBC. */
class ShopTest {
  private static final int PRODUCTS = 50;
  private static final int FIELDS = Part.FIELDS.size();

  private volatile LookUp lookUp = _ -> {};
  private Database database;

  @BeforeEach
  void open() throws SQLException {
    database = new Database(PRODUCTS, part -> lookUp.meet(part));
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private Shop serve(Way way) throws IOException {
    return new Shop(way, PRODUCTS, database.url());
  }

  private static String page(int product) {
    return Part.of(product)
        .map(part -> "\"" + part.field() + "\":\"" + part.text() + "\"")
        .collect(Collectors.joining(",", "{\"data\":{\"product\":{", "}}}"));
  }

  @ParameterizedTest
  @EnumSource
  void eachWayAnswersTheSame(Way way) throws Exception {
    try (Shop shop = serve(way);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      assertThat(client.page(7)).isEqualTo(page(7));
      assertThat(client.page(8)).isEqualTo(page(8));
      assertThat(client.page(7)).isEqualTo(page(7));
      assertThat(client.page(PRODUCTS)).isEqualTo("{\"data\":{\"product\":null}}");
      assertThat(client.page(-1)).isEqualTo("{\"data\":{\"product\":null}}");
      assertThat(shop.loads()).isEqualTo(2L * FIELDS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereAllIsCachedNothingForks(Way way) throws Exception {
    try (Shop shop = serve(way);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      shop.cache(100);
      client.page(0); // loads classes
      ForkCounts before = ForkCounts.now();
      for (int product = 1; product < PRODUCTS; product++) {
        assertThat(client.page(product)).isEqualTo(page(product));
      }
      int bodies =
          switch (way) {
            case MAYBE_FORK, IN_PLACE -> (PRODUCTS - 1) * FIELDS;
            case PLAIN, POOL, VIRTUAL, MISSES_VIRTUAL, MISSES_FORK -> 0;
          };
      assertThat(ForkCounts.now().since(before)).isEqualTo(new ForkCounts(bodies, 0));
      assertThat(shop.loads()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MAYBE_FORK", "IN_PLACE", "MISSES_FORK"})
  void whatIsNotCachedForks(Way way) throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    lookUp =
        _ -> {
          asked.countDown();
          asked.await();
        };
    try (Shop shop = serve(way);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      shop.cacheAllBut(List.of("stock", "offer"));
      ForkCounts before = ForkCounts.now();
      assertThat(client.page(7)).isEqualTo(page(7));
      assertThat(ForkCounts.now().since(before).forked()).isBetween(1L, 2L);
      assertThat(shop.loads()).isEqualTo(2);
    }
  }

  /** The database answers only when it has been asked for all ten parts. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "PLAIN")
  void missesOfAQueryAreLookedUpAtOnce(Way way) throws Exception {
    CountDownLatch asked = new CountDownLatch(FIELDS);
    lookUp =
        _ -> {
          asked.countDown();
          asked.await();
        };
    try (Shop shop = serve(way);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      assertThat(client.page(7)).isEqualTo(page(7));
    }
  }

  /** What the other ways are for. */
  @Test
  void thePlainWayLooksThemUpOneAfterTheOther() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    lookUp =
        _ -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          Thread.sleep(1);
          underWay.decrementAndGet();
        };
    try (Shop shop = serve(Way.PLAIN);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      assertThat(client.page(7)).isEqualTo(page(7));
      assertThat(most).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachPartIsLoadedOnceWhileManyAskForIt(Way way) throws Exception {
    lookUp = _ -> Thread.sleep(20); // in which the others ask, too
    CountDownLatch ready = new CountDownLatch(10);
    try (Shop shop = serve(way);
        ExecutorService users = Executors.newFixedThreadPool(10)) {
      List<Future<String>> pages = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        pages.add(
            users.submit(() -> {
              try (GraphQlClient client = new GraphQlClient(shop.port())) {
                ready.countDown();
                ready.await();
                return client.page(7);
              }
            }));
      }
      for (Future<String> one : pages) {
        assertThat(one.get(60, SECONDS)).isEqualTo(page(7));
      }
      assertThat(shop.loads()).isEqualTo(FIELDS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFetcherThatFailsLeavesTheOthersAlone(Way way) throws Exception {
    lookUp =
        part -> {
          if (part.field().equals("stock")) {
            throw new IllegalStateException("nobody has counted");
          }
        };
    try (Shop shop = serve(way);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      JsonNode answer = JsonMapper.shared().readTree(client.page(7));

      Part.of(7)
          .filter(part -> !part.field().equals("stock"))
          .forEach(part ->
              assertThat(answer.at("/data/product/" + part.field()).asString())
                  .isEqualTo(part.text()));
      assertThat(answer.at("/data/product/stock").isNull()).isTrue();
      assertThat(answer.get("errors")).hasSize(1);
      assertThat(answer.at("/errors/0/path").toString()).isEqualTo("[\"product\",\"stock\"]");
      assertThat(answer.at("/errors/0/message").asString()).contains("nobody has counted");

      lookUp = _ -> {}; // a failure is not kept
      assertThat(client.page(7)).isEqualTo(page(7));
    }
  }

  @Test
  void withoutItsDatabaseItAnswersWhatIsCached() throws Exception {
    try (Shop shop = serve(Way.MAYBE_FORK);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      client.page(7);
      database.close();
      assertThat(client.page(7)).isEqualTo(page(7));
      assertThat(JsonMapper.shared().readTree(client.page(8)).get("errors")).hasSize(FIELDS);
    }
  }

  @Test
  void whatIsNoQueryIsRefused() throws Exception {
    try (Shop shop = serve(Way.MAYBE_FORK);
        GraphQlClient client = new GraphQlClient(shop.port())) {
      for (String body : List.of("", "{", "7", "{}", "null", "{\"query\":null}")) {
        assertThatThrownBy(() -> client.post(body))
            .as(body)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("HTTP/1.1 400");
      }
      assertThat(client.post("{\"query\":\"{ price }\"}")).contains("ValidationError");
      HttpURLConnection get =
          (HttpURLConnection)
              URI.create("http://localhost:" + shop.port() + "/graphql").toURL().openConnection();
      assertThat(get.getResponseCode()).isEqualTo(405);
      assertThat(client.page(7)).isEqualTo(page(7));
    }
  }

  @Test
  void anUnknownWayIsNamed() {
    assertThat(Way.named("in_place")).isEqualTo(Way.IN_PLACE);
    assertThatThrownBy(() -> Way.named("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("way: fast, must be one of plain, pool");
  }
}
