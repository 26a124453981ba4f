package dev.maybefork.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Blocks in sockets, all of them of the loopback interface. */
final class SocketKinds {
  /** More than the buffers of both ends of a connection take. */
  private static final int MORE_THAN_BUFFERED = 32 * 1024 * 1024;

  /** As many connections as a backlog of one may take, with a margin. */
  private static final int MOST_IN_BACKLOG = 32;

  /** The far end is read by a release, which must not hang. */
  private static final int FAR_TIMEOUT_MILLIS = 5_000;

  private SocketKinds() {}

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Both ends of a connection. */
  private record Connection(Socket near, Socket far) {
    static Connection open(Resources resources) throws IOException {
      try (ServerSocket server = new ServerSocket()) {
        server.bind(anyPort());
        Socket near = resources.own(new Socket());
        near.connect(server.getLocalSocketAddress());
        Socket far = resources.own(server.accept());
        far.setSoTimeout(FAR_TIMEOUT_MILLIS);
        return new Connection(near, far);
      }
    }
  }

  /** Of a name that nobody has, so that no cache knows it. */
  static Block lookUp(Resources resources) {
    String name = "maybefork-" + System.nanoTime() + ".invalid";
    return new Block(() -> lookUp(name), () -> {});
  }

  private static void lookUp(String name) {
    try {
      var _ = InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      // as it should be
    }
  }

  static Block read(Resources resources) throws IOException {
    Connection connection = Connection.open(resources);
    InputStream in = connection.near.getInputStream();
    return new Block(
        () -> in.read(), () -> connection.far.getOutputStream().write(1), () -> in.available() > 0);
  }

  static Block write(Resources resources) throws IOException {
    Connection connection = Connection.open(resources);
    byte[] bytes = new byte[MORE_THAN_BUFFERED];
    return new Block(
        () -> connection.near.getOutputStream().write(bytes),
        () -> connection.far.getInputStream().skipNBytes(bytes.length));
  }

  static Block accept(Resources resources) throws IOException {
    ServerSocket server = resources.own(new ServerSocket());
    server.bind(anyPort());
    Socket client = resources.own(new Socket());
    return new Block(
        () -> server.accept().close(), () -> client.connect(server.getLocalSocketAddress()));
  }

  /** A connect to a server that accepts nobody and whose backlog is full, until it is given up. */
  static Block connect(Resources resources) throws Exception {
    ServerSocketChannel server = resources.own(ServerSocketChannel.open());
    server.bind(anyPort(), 1);
    fillBacklog(resources, server.getLocalAddress());
    Socket socket = resources.own(new Socket());
    return new Block(() -> connectUntilClosed(socket, server.getLocalAddress()), socket::close);
  }

  private static void fillBacklog(Resources resources, SocketAddress server) throws Exception {
    for (int i = 0; i < MOST_IN_BACKLOG; i++) {
      SocketChannel client = resources.own(SocketChannel.open());
      client.configureBlocking(false);
      if (!client.connect(server) && !finishesSoon(client)) {
        return;
      }
    }
    throw new IOException("a server's backlog does not get full");
  }

  private static boolean finishesSoon(SocketChannel client) throws Exception {
    for (int i = 0; i < 20; i++) {
      if (client.finishConnect()) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  private static void connectUntilClosed(Socket socket, SocketAddress server) throws IOException {
    try {
      socket.connect(server);
    } catch (SocketException e) {
      if (!socket.isClosed()) {
        throw e;
      }
    }
  }

  static Block receive(Resources resources) throws IOException {
    DatagramSocket receiver = resources.own(new DatagramSocket(anyPort()));
    DatagramSocket sender = resources.own(new DatagramSocket(anyPort()));
    DatagramPacket packet = new DatagramPacket(new byte[1], 1, receiver.getLocalSocketAddress());
    return new Block(
        () -> receiver.receive(new DatagramPacket(new byte[1], 1)), () -> sender.send(packet));
  }

  static Block channelRead(Resources resources) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(anyPort())) {
      SocketChannel near = resources.own(SocketChannel.open(server.getLocalAddress()));
      SocketChannel far = resources.own(server.accept());
      return new Block(
          () -> near.read(ByteBuffer.allocate(1)), () -> far.write(ByteBuffer.allocate(1)));
    }
  }
}
