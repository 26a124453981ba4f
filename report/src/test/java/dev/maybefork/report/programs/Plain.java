package dev.maybefork.report.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program that has never heard of the library: it reads from a slow server, one after the other.
 */
public final class Plain {
  public static final int READS = 5;
  public static final int MILLIS = 40;

  private Plain() {}

  public static void main(String[] arguments) throws Exception {
    try (ServerSocket server = server();
        ExecutorService pool = Executors.newFixedThreadPool(1)) {
      pool.submit(() -> "one task, and then nothing to do").get();
      Thread serves = Thread.ofPlatform().daemon().name("server").start(() -> serve(server));
      page(server);
      sleeps();
      serves.join();
    }
  }

  /** At a port as servers have: the report takes high ones for those of clients. */
  private static ServerSocket server() throws IOException {
    for (int port = 21_000; ; port++) {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (port > 22_000) {
          throw e;
        }
      }
    }
  }

  private static void page(ServerSocket server) throws IOException {
    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      for (int i = 0; i < READS; i++) {
        fetch(socket);
      }
    }
  }

  private static void fetch(Socket socket) throws IOException {
    socket.getInputStream().read();
  }

  private static void sleeps() throws InterruptedException {
    Thread.sleep(50);
  }

  private static void serve(ServerSocket server) {
    try (Socket socket = server.accept()) {
      for (int i = 0; i < READS; i++) {
        Thread.sleep(MILLIS);
        socket.getOutputStream().write(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
