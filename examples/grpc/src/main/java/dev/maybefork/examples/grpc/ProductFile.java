package dev.maybefork.examples.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The names of products, in a file on the disk: a read blocks if the page isn't in memory. It is
 * thread-safe.
 */
final class ProductFile implements Closeable {
  /** Bytes of one product: a page of the system's, so that each is read by itself. */
  private static final int RECORD = 4096;

  private final Path path;
  private final FileChannel channel;
  private final int count;

  private ProductFile(Path path, int count) throws IOException {
    this.path = path;
    this.count = count;
    channel = FileChannel.open(path);
  }

  /** Writes a new file, which is deleted when it's closed. */
  static ProductFile create(Path folder, int count) throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + ", must be at least 1");
    }
    Files.createDirectories(folder);
    Path path = Files.createTempFile(folder, "products", ".tmp");
    path.toFile().deleteOnExit(); // if nobody closes it
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (int id = 0; id < count; id++) {
        ByteBuffer record = ByteBuffer.allocate(RECORD).put(("product " + id).getBytes(UTF_8));
        for (record.rewind(); record.hasRemaining(); ) {
          out.write(record);
        }
      }
    }
    return new ProductFile(path, count);
  }

  int count() {
    return count;
  }

  /** The name of a product. */
  String name(int id) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    while (record.hasRemaining()) {
      if (channel.read(record, (long) id * RECORD + record.position()) < 0) {
        throw new EOFException(path + " ends before product " + id);
      }
    }
    int end = 0;
    while (end < RECORD && record.get(end) != 0) {
      end++;
    }
    return new String(record.array(), 0, end, UTF_8);
  }

  /**
   * Takes it out of the page cache, as the system does to files that nobody has read for long: by
   * the command {@code dd}, which calls {@code posix_fadvise(2)}.
   *
   * @throws IOException if there is no such command
   */
  void evict() throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(
                List.of("dd", "of=" + path, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("dd ended with " + status);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
