package dev.maybefork.examples.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.MaybeFork;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final Part PART = new Part("name", 7);

  @Test
  void whatItCanNotLoadItDoesNotKeep() {
    Parts failing =
        new Parts(
            10,
            _ -> {
              throw new SQLException("gone");
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> failing.find(PART))
          .isInstanceOf(CompletionException.class)
          .hasRootCauseInstanceOf(SQLException.class);
    }
  }

  @Test
  void anExecutorThatIsClosedLeavesNobodyWaiting() {
    ExecutorService closed = MaybeFork.executor();
    closed.close();
    Parts parts = new Parts(10, Part::text);

    CompletableFuture<String> refused = parts.find(PART, closed);

    assertThat(refused.exceptionNow()).isInstanceOf(RejectedExecutionException.class);
    assertThat(parts.find(PART)).isEqualTo(PART.text());
    assertThat(parts.find(PART, closed)).isCompletedWithValue(PART.text());
  }

  @Test
  void itKeepsAndForgets() {
    Parts parts = new Parts(10, Part::text);
    parts.keep(PART, "kept");
    assertThat(parts.find(PART)).isEqualTo("kept");
    parts.forget(PART);
    assertThat(parts.find(PART)).isEqualTo(PART.text());
  }
}
