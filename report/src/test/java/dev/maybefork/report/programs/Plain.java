package dev.maybefork.report.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService pool = Executors.newFixedThreadPool(1)) {
      pool.submit(() -> "one task, and then nothing to do").get();
      Thread serves = Thread.ofPlatform().daemon().name("server").start(() -> serve(server));
      page(server);
      sleeps();
      serves.join();
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
