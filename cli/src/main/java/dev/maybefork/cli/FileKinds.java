package dev.maybefork.cli;

import dev.maybefork.ForkBody;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Blocks in files, all of them temporary ones. */
final class FileKinds {
  private static final int FILE_SIZE = 16 * 1024 * 1024;
  private static final int TOOL_SECONDS = 5;
  private static final ForkBody NOTHING = () -> {};

  /** What the system has as its directory for temporary files is in memory on many systems. */
  private static final Path ON_DISK = Path.of("/var/tmp");

  private FileKinds() {}

  /** An open waits until the other end is open too. */
  static Block fifoOpen(Resources resources) throws Exception {
    Path fifo = newFifo(resources);
    return new Block(
        () -> new FileInputStream(fifo.toFile()).close(), () -> openBothEnds(resources, fifo));
  }

  static Block fifoRead(Resources resources) throws Exception {
    Path fifo = newFifo(resources);
    RandomAccessFile writer = openBothEnds(resources, fifo);
    FileInputStream in = resources.own(new FileInputStream(fifo.toFile()));
    return new Block(() -> in.read(), () -> writer.write(1));
  }

  /** By one descriptor, which unlike two does not wait for anybody. */
  private static RandomAccessFile openBothEnds(Resources resources, Path fifo) throws IOException {
    return resources.own(new RandomAccessFile(fifo.toFile(), "rw"));
  }

  private static Path newFifo(Resources resources) throws Exception {
    Path fifo = newDirectory(resources).resolve("fifo");
    resources.own(() -> Files.deleteIfExists(fifo));
    runTool("mkfifo", fifo.toString());
    return fifo;
  }

  private static Path newDirectory(Resources resources) throws IOException {
    Path directory =
        Files.isWritable(ON_DISK)
            ? Files.createTempDirectory(ON_DISK, "maybefork")
            : Files.createTempDirectory("maybefork");
    resources.own(() -> Files.delete(directory));
    return directory;
  }

  private static void runTool(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command[0] + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new IOException(process.inputReader().readLine());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  static Block force(Resources resources) throws IOException {
    FileChannel file = newFile(resources, newFilePath(resources));
    return new Block(() -> file.force(true), NOTHING);
  }

  /** A read of what is on the disk only: another process has told the system to forget its copy. */
  static Block coldRead(Resources resources) throws Exception {
    Path path = newFilePath(resources);
    FileChannel file = newFile(resources, path);
    file.force(true);
    runTool("dd", "of=" + path, "oflag=nocache", "conv=notrunc,fdatasync", "count=0");
    ByteBuffer buffer = ByteBuffer.allocateDirect(FILE_SIZE);
    long before = bytesFromDisk();
    return new Block(
        () -> {
          int count = file.read(buffer, 0);
          if (bytesFromDisk() - before < count) {
            throw new IOException("the system still had a copy of the file in memory");
          }
        },
        NOTHING);
  }

  /** How much this process has made the system read from disks. */
  private static long bytesFromDisk() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith("read_bytes:")) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
      }
    }
    throw new IOException("the system does not tell what was read from disks");
  }

  static Block lock(Resources resources) throws IOException {
    Path path = newFilePath(resources);
    FileChannel file = newFile(resources, path);
    Process holder = LockHolder.start(path);
    resources.own(holder::destroyForcibly);
    if (holder.inputReader().readLine() == null) {
      throw new IOException("another process could not lock the file");
    }
    return new Block(() -> file.lock().release(), () -> holder.getOutputStream().close());
  }

  private static Path newFilePath(Resources resources) throws IOException {
    Path path = newDirectory(resources).resolve("file");
    resources.own(() -> Files.deleteIfExists(path));
    return path;
  }

  private static FileChannel newFile(Resources resources, Path path) throws IOException {
    FileChannel file =
        resources.own(
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    ByteBuffer content = ByteBuffer.allocate(FILE_SIZE);
    while (content.hasRemaining()) {
      file.write(content);
    }
    return file;
  }
}
