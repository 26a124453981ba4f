package dev.maybefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.cli.Kind.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Timeout(60)
class TrialTest {
  /** What makes any virtual thread unmount, and stays blocked until it is released. */
  static final List<String> OF_THE_JDK =
      List.of(
          "ReentrantLock.lock",
          "Condition.await",
          "Semaphore.acquire",
          "CountDownLatch.await",
          "LinkedBlockingQueue.take",
          "CompletableFuture.join",
          "synchronized",
          "Object.wait",
          "LockSupport.park",
          "Thread.join",
          "Socket read",
          "Socket write",
          "ServerSocket.accept",
          "DatagramSocket.receive",
          "SocketChannel.read",
          "Pipe.SourceChannel.read",
          "PipedInputStream.read",
          "Process.waitFor");

  @ParameterizedTest
  @FieldSource("OF_THE_JDK")
  void whatTheJdkUnmountsForForks(String name) throws InterruptedException {
    Kind kind = Kinds.ALL.stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
    assertThat(Trial.tryOut(kind, Duration.ofMillis(10))).isEqualTo(new Trial.Forks());
  }

  @Test
  void aSpinHoldsTheCaller() throws InterruptedException {
    Kind spin =
        Kind.endsByItself(
            "spin", resources -> new Block(() -> spinFor(Duration.ofMillis(5)), () -> {}));
    assertThat(Trial.tryOut(spin, Duration.ZERO)).isInstanceOf(Trial.Holds.class);
  }

  private static void spinFor(Duration time) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatDoesNotBlockTellsNothing() throws InterruptedException {
    Kind nothing = Kind.released("nothing", resources -> new Block(() -> {}, () -> {}));
    assertThat(Trial.tryOut(nothing, Duration.ZERO)).isInstanceOf(Trial.Untried.class);
  }

  @Test
  void aFailureOfTheCallIsTold() throws InterruptedException {
    Kind broken = Kind.released("broken", resources -> new Block(TrialTest::failToBlock, () -> {}));
    assertThat(Trial.tryOut(broken, Duration.ZERO).inWords())
        .isEqualTo("could not be tried: no such thing here");
  }

  @Test
  void aFailureOfTheSetupIsTold() throws InterruptedException {
    Kind broken =
        new Kind(
            "broken",
            Ending.RELEASED,
            resources -> {
              throw new IOException("none of these here");
            });
    assertThat(Trial.tryOut(broken, Duration.ZERO).inWords())
        .isEqualTo("could not be tried: none of these here");
  }

  private static void failToBlock() throws IOException {
    throw new IOException("no such thing here");
  }
}
