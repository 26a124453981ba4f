package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.Fork;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import dev.maybefork.testing.LockFreeList;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** The seed's program on a real socket: who does what, in which order. */
class OrderTest {
  private final List<String> caller = new LockFreeList<>();
  private final List<String> child = new LockFreeList<>();
  private final List<String> all = new LockFreeList<>();

  @EveryCaller
  void withoutBlockingItIsAPlainCall() throws Exception {
    try (Connection connection = new Connection()) {
      connection.peer.write(1);
      while (connection.in.available() == 0) {
        Thread.onSpinWait(); // a caller that sleeps here may fork, if it's a body itself
      }
      Fork<Void> fork = seed(connection, () -> {});
      assertThat(fork.forked()).isFalse();
      assertThat(fork.id()).isZero();
    }
    assertThat(all).containsExactly("maybeFork", "read", "endFork", "bar", "foo", "join", "qat");
    assertThat(child).isEmpty();
  }

  @EveryCaller
  void blockingItForks() throws Exception {
    try (Connection connection = new Connection()) {
      Fork<Void> fork = seed(connection, () -> connection.peer.write(1));
      assertThat(fork.forked()).isTrue();
      assertThat(fork.id()).isPositive().isNotEqualTo(Thread.currentThread().threadId());
    }
    assertThat(caller).containsExactly("maybeFork", "foo", "join", "qat");
    assertThat(child).containsExactly("read", "endFork", "bar");
    assertThat(all).containsSubsequence("foo", "read", "endFork", "bar", "qat");
  }

  /** The program of the mail, to the letter. */
  private Fork<Void> seed(Connection connection, Caller.Action foo) throws Exception {
    log(caller, "maybeFork");
    Fork<Void> fork =
        maybeFork(() -> {
          assertThat(connection.in.read()).isEqualTo(1);
          boolean weAreTheChild = endFork();
          List<String> lane = weAreTheChild ? child : caller;
          log(lane, "read");
          log(lane, "endFork");
          log(lane, "bar");
        });
    log(caller, "foo");
    foo.run();
    log(caller, "join");
    fork.join();
    log(caller, "qat");
    return fork;
  }

  private void log(List<String> lane, String what) {
    lane.add(what);
    all.add(what);
  }

  private static final class Connection implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
    private final Socket accepted = server.accept();
    final InputStream in = client.getInputStream();
    final OutputStream peer = accepted.getOutputStream();

    Connection() throws IOException {}

    @Override
    public void close() throws IOException {
      client.close();
      accepted.close();
      server.close();
    }
  }
}
