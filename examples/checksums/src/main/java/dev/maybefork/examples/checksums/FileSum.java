package dev.maybefork.examples.checksums;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What became of one file: its checksum, or why there is none.
 *
 * @param file the file
 * @param digest the checksum in hexadecimal digits, or null
 * @param problem why it could not be read, or null
 */
record FileSum(Path file, @Nullable String digest, @Nullable IOException problem) {
  static FileSum of(Path file, String digest) {
    return new FileSum(file, digest, null);
  }

  static FileSum failed(Path file, IOException problem) {
    return new FileSum(file, null, problem);
  }

  /**
   * The line that {@code sha256sum} prints, and its option {@code -c} reads. A name with a line
   * break is escaped as there, so that no name makes a line of its own.
   */
  String line() {
    String name = file.toString();
    String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    String mark = escaped.equals(name) ? "" : "\\";
    return mark + digest + "  " + escaped;
  }
}
