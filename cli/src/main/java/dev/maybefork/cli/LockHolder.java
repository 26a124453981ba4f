package dev.maybefork.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A program that holds the lock of a file until its input ends: the locks of files are those of
 * processes, so it takes another one.
 */
final class LockHolder {
  private LockHolder() {}

  /** Takes the path of the file; answers with a line when it has the lock. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      System.out.println(lock);
      while (System.in.read() >= 0) {
        // nothing is expected
      }
    }
  }

  static Process start(Path path) throws IOException {
    return OwnJvm.program(List.of("-XX:TieredStopAtLevel=1"), LockHolder.class, path.toString())
        .start();
  }
}
