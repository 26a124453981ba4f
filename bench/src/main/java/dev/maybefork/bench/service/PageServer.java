package dev.maybefork.bench.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.maybefork.bench.ways.Way;
import dev.maybefork.bench.ways.Ways;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server whose page is put together from ten look-ups in a cache. The query is a bit mask
 * of those that miss; a miss blocks for a millisecond. It prints its port.
 */
public final class PageServer {
  static final int LOOKUPS = 10;

  /** Of platform threads; more than the load has connections. */
  private static final int THREADS = 64;

  private final Map<Integer, String> cache = new ConcurrentHashMap<>();
  private final Way way;

  private PageServer(Way way) {
    this.way = way;
    for (int i = 0; i < LOOKUPS; i++) {
      cache.put(i, "<li>part " + i + " of the page, from the cache</li>\n");
    }
  }

  /**
   * Serves until its parent ends.
   *
   * @param args {@code platform} or {@code virtual}, which its threads are; the name of one of
   *     {@link Ways}, by which it looks up
   * @throws IOException if there is no port
   */
  public static void main(String[] args) throws IOException {
    Parent.endWithIt();
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), THREADS);
    server.setExecutor(executor(args[0]));
    server.createContext("/", new PageServer(Ways.valueOf(args[1]).open())::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static ExecutorService executor(String threads) {
    return switch (threads) {
      case "platform" -> Executors.newFixedThreadPool(THREADS);
      case "virtual" -> Executors.newVirtualThreadPerTaskExecutor();
      default -> throw new IllegalArgumentException(threads);
    };
  }

  /** Whatever fails is answered: by an error the JDK's server would leave its client waiting. */
  private void answer(HttpExchange exchange) throws IOException {
    try {
      send(exchange, 200, page(Integer.parseInt(exchange.getRequestURI().getQuery())));
    } catch (Exception | Error e) {
      e.printStackTrace();
      send(exchange, 500, e.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] page) throws IOException {
    exchange.sendResponseHeaders(status, page.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(page);
    }
  }

  private byte[] page(int misses) throws Exception {
    List<Callable<String>> lookups = new ArrayList<>();
    for (int i = 0; i < LOOKUPS; i++) {
      int key = i;
      boolean miss = (misses >> i & 1) != 0;
      lookups.add(() -> lookUp(key, miss));
    }
    return String.join("", way.all(lookups)).getBytes(StandardCharsets.UTF_8);
  }

  private String lookUp(Integer key, boolean miss) throws InterruptedException {
    if (miss) {
      Thread.sleep(1);
    }
    return String.valueOf(cache.get(key));
  }
}
