package dev.maybefork.bench.service;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Loads a {@link PageServer}: a platform thread for each connection asks for one page after the
 * other. It speaks just enough of HTTP, so that the load takes little of the processors' time.
 */
public final class PageLoad implements Load {
  private static final String LENGTH = "content-length: ";

  private final int port;
  private final LoadPlan.Setting setting;
  private final Meter meter;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;
  private volatile @Nullable Throwable failure;

  private PageLoad(int port, LoadPlan.Setting setting, Meter meter) {
    this.port = port;
    this.setting = setting;
    this.meter = meter;
    for (int i = 0; i < setting.connections(); i++) {
      int seed = i;
      threads.add(Thread.ofPlatform().start(() -> run(seed)));
    }
  }

  /**
   * Loads a server by a plan, and prints reports.
   *
   * @param args the plan
   * @throws Exception if a page can't be had
   */
  public static void main(String[] args) throws Exception {
    Load.run(args[0], PageLoad::new);
  }

  private void run(int seed) {
    Random random = new Random(seed);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!over) {
        long start = System.nanoTime();
        String request = "GET /?" + misses(random) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        skipAnswer(in);
        meter.record(System.nanoTime() - start);
      }
    } catch (IOException | AssertionError e) {
      failure = e;
    }
  }

  /** A bit for each look-up. */
  private int misses(Random random) {
    int mask = 0;
    for (int i = 0; i < PageServer.LOOKUPS; i++) {
      if (random.nextDouble() >= setting.hits() / 100) {
        mask |= 1 << i;
      }
    }
    return mask;
  }

  private static void skipAnswer(InputStream in) throws IOException {
    String status = line(in);
    int length = -1;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(/* ignoreCase= */ true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()));
      }
    }
    if (!status.equals("HTTP/1.1 200 OK")) {
      byte[] why = in.readNBytes(length);
      throw new AssertionError(status + ": " + new String(why, StandardCharsets.UTF_8));
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      switch (next) {
        case -1 -> throw new EOFException();
        case '\r' -> {}
        case '\n' -> {
          return line.toString();
        }
        default -> line.append((char) next);
      }
    }
  }

  @Override
  public void check() {
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void stop() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
