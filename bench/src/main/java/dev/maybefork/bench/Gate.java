package dev.maybefork.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Something a body waits for, again and again, until its caller lets it go on. */
interface Gate extends AutoCloseable {
  /** Before each use. */
  void shut();

  void await() throws Exception;

  void open() throws IOException;

  @Override
  void close() throws IOException;

  /** A latch. */
  final class Latch implements Gate {
    private volatile CountDownLatch latch = new CountDownLatch(1);

    @Override
    public void shut() {
      latch = new CountDownLatch(1);
    }

    @Override
    public void await() throws InterruptedException {
      latch.await();
    }

    @Override
    public void open() {
      latch.countDown();
    }

    @Override
    public void close() {}
  }

  /** A byte on a connection. */
  final class Connection implements Gate {
    private final Socket reader = new Socket();
    private final Socket writer;

    Connection() throws IOException {
      try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        reader.connect(listener.getLocalSocketAddress());
        writer = listener.accept();
      }
      writer.setTcpNoDelay(true);
    }

    @Override
    public void shut() {}

    @Override
    public void await() throws IOException {
      if (reader.getInputStream().read() < 0) {
        throw new EOFException();
      }
    }

    @Override
    public void open() throws IOException {
      writer.getOutputStream().write(1);
    }

    @Override
    public void close() throws IOException {
      writer.close();
      reader.close();
    }
  }
}
