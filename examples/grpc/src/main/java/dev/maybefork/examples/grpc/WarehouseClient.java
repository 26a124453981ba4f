package dev.maybefork.examples.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Asks a {@link Warehouse}, by plain code that blocks: each question has a connection for itself as
 * long as it's under way. It is thread-safe.
 */
final class WarehouseClient implements Closeable {
  private final InetSocketAddress address;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  WarehouseClient(InetSocketAddress address) {
    this.address = address;
  }

  /** How many of a product there are. It takes as long as the warehouse does. */
  int stock(int id) throws IOException {
    Connection connection = take();
    try {
      int stock = connection.ask(id);
      idle.add(connection);
      return stock;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    } finally {
      if (closed) {
        close();
      }
    }
  }

  private Connection take() throws IOException {
    @Nullable Connection connection = idle.poll();
    return connection == null ? new Connection(address) : connection;
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

    Connection(InetSocketAddress address) throws IOException {
      socket.connect(address);
      socket.setTcpNoDelay(true);
      out = socket.getOutputStream();
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    int ask(int id) throws IOException {
      out.write((id + "\n").getBytes(UTF_8));
      String answer = in.readLine();
      if (answer == null) {
        throw new EOFException("the warehouse has gone");
      }
      return Integer.parseInt(answer);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
