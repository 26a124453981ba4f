package dev.maybefork.examples.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A slow service: it has a line for each line that it gets, over a socket of this machine. A line
 * is a customer's number; the answer is the name.
 */
final class CustomerService implements Closeable {
  /** Looks a customer up, which takes its time. Who throws hangs up. */
  interface Naming {
    String name(String id) throws IOException, InterruptedException;
  }

  /** More than come at once: who is not let in tries again after a second. */
  private static final int BACKLOG = 1_024;

  private final ServerSocket server;
  private final Naming naming;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  CustomerService(Naming naming) throws IOException {
    this.naming = naming;
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("customers").start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        if (closed) { // it came while the server was being closed, which accepts it all the same
          client.close();
        }
        Thread.ofVirtual().name("customers").start(() -> serve(client));
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      OutputStream out = client.getOutputStream();
      BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write((naming.name(line) + "\n").getBytes(UTF_8));
      }
    } catch (IOException gone) {
      // the client, or all of this by close()
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(client);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
