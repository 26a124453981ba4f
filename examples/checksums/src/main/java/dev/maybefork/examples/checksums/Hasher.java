package dev.maybefork.examples.checksums;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.LongAdder;

/**
 * Plain code that reads a file and blocks where it must. It knows nothing of who calls it. Used by
 * any number of threads at once.
 */
final class Hasher {
  private static final int BUFFER = 16 * 1024;

  private final String algorithm;
  private final LongAdder done = new LongAdder();

  /**
   * A hasher.
   *
   * @param algorithm its name in the JDK, as {@code SHA-256}
   * @throws IllegalArgumentException if the JDK has no such algorithm
   */
  Hasher(String algorithm) {
    this.algorithm = algorithm;
    newDigest();
  }

  FileSum sum(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = newDigest();
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return FileSum.of(file, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      return FileSum.failed(file, e);
    } finally {
      done.increment();
    }
  }

  /** How many files have been done. */
  long done() {
    return done.sum();
  }

  private MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("no such algorithm: " + algorithm, e);
    }
  }
}
