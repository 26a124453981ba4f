package dev.maybefork.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * The other end of the socket of the seed's program: a thread that sends one request when it is
 * told to, and checks what comes back.
 */
final class Peer implements AutoCloseable {
  /** For what hangs. Where all is emulated, and much else runs, a digest's first use takes 5 s. */
  private static final int DEADLINE_SECONDS = 30;

  private static final int UNTOLD_SECONDS = 5;

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final CountDownLatch maySend = new CountDownLatch(1);
  private final FutureTask<Boolean> work = new FutureTask<>(this::serve);
  private final Timeline timeline;

  Peer(Timeline timeline) throws IOException {
    this.timeline = timeline;
    server.setSoTimeout((int) SECONDS.toMillis(DEADLINE_SECONDS));
    Thread.ofPlatform().daemon().name("peer").start(work);
  }

  Socket connect() throws IOException {
    return new Socket(server.getInetAddress(), server.getLocalPort());
  }

  void send() {
    maySend.countDown();
  }

  /** Whether the right things came back. */
  boolean isContent() throws Exception {
    try {
      return work.get(DEADLINE_SECONDS, SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the peer failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("the peer waits still", e);
    }
  }

  private boolean serve() throws Exception {
    try (Socket socket = server.accept()) {
      socket.setSoTimeout((int) SECONDS.toMillis(DEADLINE_SECONDS));
      int a = ThreadLocalRandom.current().nextInt(1000);
      int b = ThreadLocalRandom.current().nextInt(1000);
      String request = Protocol.request(a, b);
      sendWhenTold(socket, request);
      boolean content = isRight(socket, request, Protocol.sum(a, b));
      timeline.note("checks", content ? "all is right" : "it's wrong");
      return content;
    }
  }

  /** After some seconds also untold, so that a program that waits for the request goes on. */
  private void sendWhenTold(Socket socket, String request) throws Exception {
    boolean told = maySend.await(UNTOLD_SECONDS, SECONDS);
    timeline.note("sends", told ? "request" : "request untold");
    socket.getOutputStream().write((request + '\n').getBytes(US_ASCII));
  }

  private static boolean isRight(Socket socket, String request, String sum) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    String answer = in.readLine();
    String signed = in.readLine();
    if (answer == null || signed == null) {
      return false;
    }
    String digest = signed.substring(0, Math.max(0, signed.indexOf(' ')));
    return answer.equals(sum) && signed.equals(digest + ' ' + Protocol.signature(request, digest));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
