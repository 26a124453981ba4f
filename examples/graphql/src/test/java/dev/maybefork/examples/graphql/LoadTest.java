package dev.maybefork.examples.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is measured is what it is said to be. */
class LoadTest {
  private static final int PRODUCTS = 50;
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void aServerLooksUpWhatIsNotCachedAndNothingElse() throws Exception {
    try (Database database = new Database(PRODUCTS, _ -> {});
        ServerProcess server = new ServerProcess(Way.MISSES_FORK, PRODUCTS, database.url())) {
      Load.Result cold = Load.run(server, PRODUCTS, new Scenario(4, 0), LONG);
      assertThat(cold.loads()).isEqualTo(10);
      assertThat(cold.forks()).isGreaterThan(0).isLessThanOrEqualTo(10);
      assertThat(cold.p99Micros()).isGreaterThanOrEqualTo(cold.medianMicros());

      Load.Result half = Load.run(server, PRODUCTS, new Scenario(1, 50), LONG);
      assertThat(half.loads()).isBetween(4.0, 6.0);

      Load.Result warm = Load.run(server, PRODUCTS, new Scenario(4, 100), LONG);
      assertThat(warm.loads()).isZero();
      assertThat(warm.forks()).isZero();
    }
  }
}
