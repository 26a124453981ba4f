package dev.maybefork.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves pages by HTTP/1.1 on this machine: some after a delay, the others at once. */
final class PageServer implements Closeable {
  static final Set<Integer> SLOW = Set.of(3, 9);

  private static final Duration DELAY = Duration.ofMillis(100);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  PageServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URL url(int number) {
    String site = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      return URI.create(site + "/" + number).toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(int number) {
    return ("page " + number + "\n").repeat(number);
  }

  private void answer(HttpExchange exchange) throws IOException {
    int number = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
    if (SLOW.contains(number)) {
      delay();
    }
    byte[] body = text(number).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void delay() {
    try {
      Thread.sleep(DELAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is being closed
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
