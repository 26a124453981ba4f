package dev.maybefork.examples.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks a {@link CustomerService}, by plain code that blocks: each question has a connection for
 * itself as long as it's under way. It is thread-safe.
 */
final class CustomerClient implements Closeable {
  private final InetSocketAddress address;
  private final int timeoutMillis;
  private final Semaphore permits;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  CustomerClient(InetSocketAddress address, int connections, Duration timeout) {
    this.address = address;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    permits = new Semaphore(connections);
  }

  /** The name of a customer. It takes as long as the service does. */
  String name(String id) throws IOException, InterruptedException {
    permits.acquire();
    try {
      @Nullable Connection free = idle.poll();
      Connection connection = free == null ? new Connection(address, timeoutMillis) : free;
      try {
        String name = connection.ask(id);
        idle.add(connection);
        return name;
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } finally {
      permits.release();
      if (closed) {
        close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (@Nullable Connection next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }

  private static final class Connection implements Closeable {
    private final Socket socket = new Socket();
    private final OutputStream out;
    private final BufferedReader in;

    Connection(InetSocketAddress address, int timeoutMillis) throws IOException {
      socket.connect(address, timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      socket.setTcpNoDelay(true);
      out = socket.getOutputStream();
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    String ask(String id) throws IOException {
      out.write((id + "\n").getBytes(UTF_8));
      String answer = in.readLine();
      if (answer == null) {
        throw new EOFException("the service has not answered: customer " + id);
      }
      return answer;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
