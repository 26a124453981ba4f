package dev.maybefork.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads a page of 4 KiB of a large file: one that is not in the page cache, or, where a body isn't
 * to block, one that is.
 *
 * <p>No page is read twice before the whole file has been dropped from the cache again.
 */
final class ColdFileBlock implements Block {
  private static final int PAGES = 1 << 14;

  /** Odd, so that its multiples reach every page; large, so that no two are neighbours. */
  private static final int STRIDE = 20_507;

  /** One for all that this JVM measures; it's deleted with it. */
  private static DataFile data;

  private final FileChannel channel = FileChannel.open(data().path);
  private final int fd = PageCache.descriptor(data().path);
  private final AtomicInteger reads = new AtomicInteger();
  private final ByteBuffer[] buffers;

  ColdFileBlock(int bodies) throws IOException {
    buffers = new ByteBuffer[bodies];
    for (int i = 0; i < bodies; i++) {
      buffers[i] = ByteBuffer.allocateDirect(DataFile.PAGE);
    }
    PageCache.expectRandomReads(fd);
  }

  private static DataFile data() throws IOException {
    if (data == null) {
      data = new DataFile(PAGES);
    }
    return data;
  }

  @Override
  public void block(int body) throws IOException {
    int number = reads.incrementAndGet() & (PAGES - 1);
    if (number == 0) {
      PageCache.drop(fd);
    }
    read(body, number * STRIDE & (PAGES - 1));
  }

  @Override
  public void pass(int body) throws IOException {
    read(body, 0);
  }

  private void read(int body, int page) throws IOException {
    int bytes = channel.read(buffers[body].clear(), (long) page * DataFile.PAGE);
    if (bytes != DataFile.PAGE) {
      throw new EOFException();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
