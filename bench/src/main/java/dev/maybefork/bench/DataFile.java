package dev.maybefork.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * A file of random bytes on a disk, until it's closed. It is beside the benchmarks' jar: a folder
 * for temporary files may be in memory.
 */
final class DataFile implements AutoCloseable {
  static final int PAGE = 4096;

  private static final int CHUNK = 256 * PAGE;

  final Path path;
  final int pages;

  DataFile(int pages) throws IOException {
    this.pages = pages;
    path = Files.createTempFile(Agent.folder(), "benchmark", ".tmp");
    path.toFile().deleteOnExit(); // if nobody closes this
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      write(channel);
      channel.force(true); // what isn't on the disk stays in the page cache
      PageCache.drop(PageCache.descriptor(path));
    }
    checkDropped();
  }

  private void write(FileChannel channel) throws IOException {
    Random random = new Random(pages);
    byte[] bytes = new byte[CHUNK];
    long size = (long) pages * PAGE;
    for (long done = 0; done < size; done += CHUNK) {
      random.nextBytes(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) Math.min(CHUNK, size - done));
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** Takes it out of the page cache. */
  void drop() throws IOException {
    try (FileChannel _ = FileChannel.open(path)) {
      PageCache.drop(PageCache.descriptor(path));
    }
  }

  private void checkDropped() throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.map(MapMode.READ_ONLY, 0, channel.size()).isLoaded()) {
        throw new AssertionError("the file system keeps " + path + " in memory");
      }
    }
  }

  /**
   * Reads all of it into the page cache. It stays there while the result is in use: a system may
   * page out what nobody has mapped, however often it's read.
   */
  MappedByteBuffer keepCached() throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size()).load();
    }
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
  }
}
