package dev.maybefork.examples.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One connection to a {@link GraphQlServer}: as little of HTTP as that takes, so that a load costs
 * little. For one thread at a time.
 */
final class GraphQlClient implements Closeable {
  /** All parts of a product. */
  static final String PAGE =
      "query Page($id: Int!) { product(id: $id) { " + String.join(" ", Part.FIELDS) + " } }";

  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;

  GraphQlClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Asks for a page, and waits for the answer: JSON. */
  String page(int product) throws IOException {
    return post("{\"query\":\"" + PAGE + "\",\"variables\":{\"id\":" + product + "}}");
  }

  /** Sends a body of JSON, and waits for the answer's. */
  String post(String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + bytes.length
            + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(UTF_8));
    String status = line();
    int length = length();
    String answer = new String(in.readNBytes(length), UTF_8);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(status);
    }
    return answer;
  }

  private int length() throws IOException {
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    return length;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server has gone");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
