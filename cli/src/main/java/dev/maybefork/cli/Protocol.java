package dev.maybefork.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.zip.CRC32;

/** What the seed's program and its peer agree on. */
final class Protocol {
  private static final String ADD = "ADD";

  private Protocol() {}

  static String request(int a, int b) {
    return ADD + ' ' + a + ' ' + b;
  }

  static String answer(String request) {
    String[] words = request.split(" ", -1);
    if (words.length != 3 || !words[0].equals(ADD)) {
      throw new IllegalArgumentException("not a request: " + request);
    }
    return sum(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }

  static String sum(int a, int b) {
    return "SUM " + (a + b);
  }

  static String signature(String request, String digest) {
    CRC32 crc = new CRC32();
    crc.update((request + digest).getBytes(US_ASCII));
    return Long.toHexString(crc.getValue());
  }
}
