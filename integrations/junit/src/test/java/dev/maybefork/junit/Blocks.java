package dev.maybefork.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Real blocks, of some milliseconds: as many as a body has of these, and no more. */
final class Blocks {
  private Blocks() {}

  static void sleep() throws InterruptedException {
    Thread.sleep(5);
  }

  /** Longer than its caller takes to go on, on a busy machine too. */
  static void longSleep() throws InterruptedException {
    Thread.sleep(150);
  }

  static void queue() throws InterruptedException {
    Object _ = new SynchronousQueue<>().poll(5, TimeUnit.MILLISECONDS);
  }

  /** As {@link #longSleep}. */
  @SuppressWarnings("WaitNotInLoop") // as one wait is one block
  static void monitor() throws InterruptedException {
    Object monitor = new Object();
    synchronized (monitor) {
      monitor.wait(150);
    }
  }

  /** Two ends on this machine; the far one answers a byte after some milliseconds. */
  static final class Answering implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
    private final Socket far = server.accept();

    Answering() throws IOException {}

    /** The one block is the read. */
    void ask() throws IOException {
      Thread.ofPlatform().start(this::answer);
      int _ = near.getInputStream().read();
    }

    private void answer() {
      try {
        Thread.sleep(50);
        far.getOutputStream().write(1);
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      near.close();
      far.close();
      server.close();
    }
  }
}
