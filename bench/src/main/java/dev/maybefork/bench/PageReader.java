package dev.maybefork.bench;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads a file's pages, from the first one on, again and again. */
abstract class PageReader implements Closeable {
  /** To the first page. */
  abstract void rewind() throws IOException;

  /** The next page; returns how many bytes it has read. */
  abstract int read() throws IOException;

  /** By FileChannel, at a position, into a direct buffer. */
  static final class OfChannel extends PageReader {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DataFile.PAGE);
    private final FileChannel channel;
    private long position;

    OfChannel(Path file) throws IOException {
      channel = FileChannel.open(file);
    }

    @Override
    void rewind() {
      position = 0;
    }

    @Override
    int read() throws IOException {
      int bytes = channel.read(buffer.clear(), position);
      position += bytes;
      return bytes;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** By FileInputStream. */
  static final class OfStream extends PageReader {
    private final byte[] array = new byte[DataFile.PAGE];
    private final FileInputStream stream;

    OfStream(Path file) throws IOException {
      stream = new FileInputStream(file.toFile());
    }

    @Override
    void rewind() throws IOException {
      stream.getChannel().position(0);
    }

    @Override
    int read() throws IOException {
      return stream.read(array);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** By RandomAccessFile. */
  static final class OfRandomAccessFile extends PageReader {
    private final byte[] array = new byte[DataFile.PAGE];
    private final RandomAccessFile file;

    OfRandomAccessFile(Path path) throws IOException {
      file = new RandomAccessFile(path.toFile(), "r");
    }

    @Override
    void rewind() throws IOException {
      file.seek(0);
    }

    @Override
    int read() throws IOException {
      return file.read(array);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
