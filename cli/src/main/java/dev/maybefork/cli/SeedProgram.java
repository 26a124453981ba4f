package dev.maybefork.cli;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.maybefork.Fork;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The program that demonstrates the idea in its first description: read and bar may be done in
 * parallel to foo, qat needs all of them.
 *
 * <p>Here it serves one connection. read takes a request ("ADD 3 4") from the socket, bar answers
 * it ("SUM 7"), foo computes a digest for a while, and qat signs request and digest and sends that.
 */
final class SeedProgram {
  /** The note of the moment when the caller has control again. */
  static final String RETURN = "}";

  private final Socket socket;
  private final Timeline timeline;
  private final Duration fooTime;
  private final Runnable inTheMiddleOfFoo;

  SeedProgram(Socket socket, Timeline timeline, Duration fooTime, Runnable inTheMiddleOfFoo) {
    this.socket = socket;
    this.timeline = timeline;
    this.fooTime = fooTime;
    this.inTheMiddleOfFoo = inTheMiddleOfFoo;
  }

  /** What the body came to. */
  private record Outcome(String request, boolean endForkSaid) {}

  SeedRun run() throws Exception {
    timeline.step("maybeFork", "{");
    Fork<Outcome> fork =
        maybeFork(() -> {
          String request = read();
          boolean forked = endFork();
          timeline.step("endFork", "-> " + forked);
          bar(request);
          return new Outcome(request, forked);
        });
    timeline.note(RETURN, fork.forked() ? "forked: thread " + fork.id() : "did not fork");
    String digest = foo();
    if (fork.forked()) {
      fork.join();
      timeline.step("join", "");
    }
    Outcome outcome = fork.get();
    qat(outcome.request, digest);
    return new SeedRun(fork.id(), outcome.endForkSaid, timeline.events());
  }

  private String read() throws IOException {
    timeline.begin("read");
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = readByte(); b != '\n'; b = readByte()) {
      line.write(b);
    }
    String request = line.toString(US_ASCII);
    timeline.step("read", '"' + request + '"');
    return request;
  }

  private int readByte() throws IOException {
    int b = socket.getInputStream().read();
    if (b < 0) {
      throw new EOFException("the peer has gone");
    }
    return b;
  }

  private void bar(String request) throws IOException {
    String answer = Protocol.answer(request);
    send(answer);
    timeline.step("bar", "sends \"" + answer + '"');
  }

  private String foo() throws NoSuchAlgorithmException {
    timeline.begin("foo");
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    byte[] digest = new byte[sha.getDigestLength()];
    long rounds = digestUntil(sha, digest, fooTime.dividedBy(2));
    inTheMiddleOfFoo.run();
    rounds += digestUntil(sha, digest, fooTime.dividedBy(2));
    timeline.step("foo", "hashes " + rounds + " times");
    return HexFormat.of().formatHex(digest);
  }

  private static long digestUntil(MessageDigest sha, byte[] digest, Duration time) {
    long rounds = 0;
    for (long begin = System.nanoTime(); System.nanoTime() - begin < time.toNanos(); rounds++) {
      System.arraycopy(sha.digest(digest), 0, digest, 0, digest.length);
    }
    return rounds;
  }

  private void qat(String request, String digest) throws IOException {
    String signature = Protocol.signature(request, digest);
    timeline.step("qat", "signs with " + signature);
    send(digest + ' ' + signature);
  }

  private void send(String line) throws IOException {
    socket.getOutputStream().write((line + '\n').getBytes(US_ASCII));
  }
}
