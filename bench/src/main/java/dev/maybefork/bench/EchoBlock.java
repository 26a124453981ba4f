package dev.maybefork.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A byte goes to a server in this JVM, on one platform thread, and comes back. Each body has a
 * connection of its own.
 */
final class EchoBlock implements Block {
  private final List<Socket> clients = new ArrayList<>();
  private final Selector selector = Selector.open();

  EchoBlock(int connections) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), connections);
      for (int i = 0; i < connections; i++) {
        Socket client = new Socket();
        client.connect(listener.getLocalAddress());
        client.setTcpNoDelay(true);
        clients.add(client);
        SocketChannel served = listener.accept();
        served.setOption(StandardSocketOptions.TCP_NODELAY, true);
        served.configureBlocking(false);
        served.register(selector, SelectionKey.OP_READ);
      }
    }
    Thread.ofPlatform().daemon().name("echo").start(this::serve);
  }

  private void serve() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    try {
      while (selector.isOpen()) {
        selector.select(key -> echo((SocketChannel) key.channel(), buffer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.nio.channels.ClosedSelectorException over) {
      // closed
    }
  }

  private static void echo(SocketChannel channel, ByteBuffer buffer) {
    try {
      int read = channel.read(buffer.clear());
      if (read < 0) {
        channel.close();
      } else if (read > 0) {
        channel.write(buffer.flip()); // a byte always fits
      }
    } catch (IOException gone) {
      // by its client
    }
  }

  @Override
  public void block(int body) throws IOException {
    Socket socket = clients.get(body);
    socket.getOutputStream().write(1);
    if (socket.getInputStream().read() < 0) {
      throw new EOFException();
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    selector.close();
  }
}
