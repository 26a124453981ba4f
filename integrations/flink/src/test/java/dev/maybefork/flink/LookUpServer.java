package dev.maybefork.flink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the jobs of another process look up, and where they write to what a test is to know. */
final class LookUpServer {
  private static final int MILLIS = 5;

  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  LookUpServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/square/", this::square);
    server.createContext("/report/", this::report);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many look-ups have been answered. */
  int asked() {
    return asked.get();
  }

  /** What the jobs said, in the order in which it came. */
  List<String> reports() {
    return reports;
  }

  void stop() {
    server.stop(0);
  }

  private static String path(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.indexOf('/', 1) + 1);
  }

  private void square(HttpExchange exchange) throws IOException {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    long number = Long.parseLong(path(exchange));
    answer(exchange, Long.toString(number * number));
    asked.incrementAndGet();
  }

  private void report(HttpExchange exchange) throws IOException {
    reports.add(path(exchange));
    answer(exchange, "thanks");
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
