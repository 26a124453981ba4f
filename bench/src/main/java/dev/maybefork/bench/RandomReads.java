package dev.maybefork.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** Some reads of a page each, at random places of a large file, in parallel or not. */
final class RandomReads implements AutoCloseable {
  private static final int PAGES = 256 * 1024 * 1024 / DataFile.PAGE;

  /** The reads; each returns the number of bytes. */
  final List<Callable<Integer>> tasks = new ArrayList<>();

  private final DataFile data = new DataFile(PAGES);
  private final FileChannel channel = FileChannel.open(data.path);
  private final int fd = PageCache.descriptor(data.path);
  private final Random random = new Random(PAGES);
  private final ByteBuffer[] buffers;
  private final long[] positions;
  private final Thread[] readers;

  RandomReads(int count) throws IOException {
    buffers = new ByteBuffer[count];
    positions = new long[count];
    readers = new Thread[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      buffers[i] = ByteBuffer.allocateDirect(DataFile.PAGE);
      tasks.add(() -> read(number));
    }
    PageCache.expectRandomReads(fd);
  }

  /** Chooses other places, and has none of the file in the page cache, or just these. */
  void prepare(boolean cold) throws IOException {
    PageCache.drop(fd);
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (long) random.nextInt(PAGES) * DataFile.PAGE;
      if (!cold) {
        read(i);
      }
    }
  }

  private int read(int i) throws IOException {
    readers[i] = Thread.currentThread();
    int bytes = channel.read(buffers[i].clear(), positions[i]);
    if (bytes != DataFile.PAGE) {
      throw new EOFException();
    }
    return bytes;
  }

  /** How many of the reads another thread has followed up. */
  int changesOfThread() {
    int changes = 0;
    for (int i = 1; i < readers.length; i++) {
      if (readers[i] != readers[i - 1]) {
        changes++;
      }
    }
    return changes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    data.close();
  }
}
