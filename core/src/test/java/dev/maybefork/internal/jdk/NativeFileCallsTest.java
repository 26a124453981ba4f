package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.testing.LockFreeList;
import dev.maybefork.testing.RealFiles;
import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which calls for files count as blocking, and that they do what they did without the hooks. */
@Tag("agent")
class NativeFileCallsTest {
  private static final int SIZE = 1 << 22;
  private static final int BLOCK = 4096;
  private static final int RECORD = 1 << 17;

  @TempDir Path directory;
  private final List<String> seen = new LockFreeList<>();
  private final byte[] content = new byte[SIZE];
  private Path file;

  @BeforeEach
  void createFile() throws Exception {
    for (int i = 0; i < SIZE; i++) {
      content[i] = (byte) (i % 251);
    }
    file = Files.write(directory.resolve("file"), content);
  }

  /**
   * A read of the file from the disk, which blocks. To ask whether it does makes the kernel begin
   * to read ahead, though: where it takes the processor away from the one who asks, as it does once
   * in a thousand times on a busy machine, all is there at the next look, and nothing blocks.
   */
  private <T> T readCold(Callable<T> read) throws Exception {
    for (int i = 0; i < 20; i++) {
      RealFiles.evict(file);
      int before = seen.size();
      T result = read.call();
      if (seen.size() > before) {
        return result;
      }
    }
    throw new AssertionError("no read of the file blocks");
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] array = new byte[buffer.flip().remaining()];
    buffer.get(array);
    return array;
  }

  @Test
  void cachedFilesDoNotBlock() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      RealFiles.keepInMemory(file, arena);
      readAndWrite();
    }
    assertThat(seen).isEmpty();
  }

  private void readAndWrite() throws Exception {
    byte[] read = HookedChild.run(seen, () -> Files.readAllBytes(file));
    assertThat(read).isEqualTo(content);
    read =
        HookedChild.run(
            seen,
            () -> {
              try (FileInputStream in = new FileInputStream(file.toFile())) {
                return in.readAllBytes();
              }
            });
    assertThat(read).isEqualTo(content);
    read =
        HookedChild.run(
            seen,
            () -> {
              try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
                byte[] all = new byte[SIZE];
                in.readFully(all);
                in.write(1);
                in.write(new byte[10_000]);
                return all;
              }
            });
    assertThat(read).isEqualTo(content);
  }

  @Test
  void endsOfFiles() throws Exception {
    List<Integer> read =
        HookedChild.run(
            seen,
            () -> {
              try (FileInputStream in = new FileInputStream(file.toFile())) {
                in.getChannel().position(SIZE - 10);
                byte[] array = new byte[100];
                return List.of(
                    in.read(),
                    in.read(array, 50, 50),
                    (int) array[50],
                    in.read(array),
                    in.read(),
                    in.read(array, 0, 0));
              }
            });
    assertThat(read)
        .containsExactly(content[SIZE - 10] & 0xFF, 9, (int) content[SIZE - 9], -1, -1, 0);
    int bytes =
        HookedChild.run(
            seen,
            () -> {
              try (FileChannel in = FileChannel.open(file)) {
                in.position(SIZE - 10);
                ByteBuffer[] buffers = {ByteBuffer.allocate(7), ByteBuffer.allocate(7)};
                assertThat(in.read(ByteBuffer.allocate(50), SIZE - 20)).isEqualTo(20);
                assertThat(in.read(buffers)).isEqualTo(10);
                assertThat(in.read(buffers)).isEqualTo(-1);
                return in.read(ByteBuffer.allocate(7));
              }
            });
    assertThat(bytes).isEqualTo(-1);
    assertThat(seen).isEmpty();
  }

  @Test
  void errorsAreThoseOfTheJdk() throws Exception {
    FileInputStream closed = new FileInputStream(file.toFile());
    closed.close();
    assertThatThrownBy(() -> HookedChild.run(seen, closed::read))
        .hasRootCauseMessage("Stream Closed");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThatThrownBy(() -> HookedChild.run(seen, () -> in.read(new byte[5], 3, 3)))
          .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() ->
            HookedChild.run(
                seen,
                () -> {
                  try (FileChannel in = FileChannel.open(directory)) {
                    return in.read(ByteBuffer.allocate(5));
                  }
                }))
        .hasRootCauseMessage("Is a directory");
    assertThat(seen).isEmpty();
  }

  @Test
  void filesThatAreNotCachedBlock() throws Exception {
    byte[] read =
        readCold(() ->
            HookedChild.run(
                seen,
                () -> {
                  try (FileInputStream in = new FileInputStream(file.toFile())) {
                    in.skip(5);
                    byte[] array = new byte[SIZE];
                    return Arrays.copyOf(array, in.read(array));
                  }
                }));
    assertThat(read).isEqualTo(Arrays.copyOfRange(content, 5, SIZE));
    assertThat(seen).containsExactly("INPUT_READ_ARRAY FILE", "after");
  }

  /** The half that is cached isn't all that a read gives. */
  @Test
  void filesThatAreHalfCachedBlock() throws Exception {
    byte[] read =
        readCold(() -> {
          cacheSome();
          return HookedChild.run(
              seen,
              () -> {
                try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                  in.seek(1);
                  byte[] array = new byte[SIZE];
                  int length = in.read(array);
                  assertThat(in.getFilePointer()).isEqualTo(SIZE);
                  return Arrays.copyOf(array, length);
                }
              });
        });
    assertThat(read).isEqualTo(Arrays.copyOfRange(content, 1, SIZE));
    assertThat(seen).containsExactly("RANDOM_READ_BYTES FILE", "after");
  }

  private void cacheSome() throws Exception {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      assertThat(in.read()).isEqualTo(content[0]); // and some more, ahead
    }
  }

  @Test
  void channelsOfFilesThatAreNotCachedBlock() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    readCold(() -> HookedChild.run(seen, () -> FileChannel.open(file).read(buffer.clear(), 5)));
    assertThat(array(buffer)).isEqualTo(Arrays.copyOfRange(content, 5, SIZE));
    ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);
    readCold(() -> HookedChild.run(seen, () -> FileChannel.open(file).read(direct.clear())));
    assertThat(array(direct)).isEqualTo(content);
    ByteBuffer[] two = {ByteBuffer.allocate(5), ByteBuffer.allocateDirect(SIZE)};
    readCold(() -> {
      Stream.of(two).forEach(ByteBuffer::clear);
      return HookedChild.run(seen, () -> FileChannel.open(file).read(two));
    });
    assertThat(array(two[1])).isEqualTo(Arrays.copyOfRange(content, 5, SIZE));
    assertThat(seen)
        .containsExactly(
            "CHANNEL_PREAD FILE",
            "after",
            "CHANNEL_READ FILE",
            "after",
            "CHANNEL_READV FILE",
            "after");
  }

  @Test
  void copiesOfFilesThatAreNotCachedBlock() throws Exception {
    Path copy = directory.resolve("copy");
    HookedChild.run(seen, () -> Files.copy(file, copy));
    assertThat(seen).isEmpty();
    RealFiles.evict(file);
    HookedChild.run(seen, () -> Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING));
    RealFiles.evict(file);
    try (FileChannel from = FileChannel.open(file);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      HookedChild.run(seen, () -> from.transferTo(0, SIZE, to));
    }
    assertThat(copy).hasBinaryContent(content);
    assertThat(seen).containsExactly("COPY_DIRECT FILE", "after", "TRANSFER_TO FILE", "after");
  }

  /** The first byte is there, and is all that is read to find out. */
  @Test
  void copiesOfFilesThatAreHalfCachedBlock() throws Exception {
    Path copy = directory.resolve("copy");
    RealFiles.evict(file);
    cacheSome();
    HookedChild.run(seen, () -> Files.copy(file, copy));
    RealFiles.evict(file);
    cacheSome();
    try (FileChannel from = FileChannel.open(file);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      HookedChild.run(seen, () -> from.transferTo(0, SIZE, to));
    }
    assertThat(copy).hasBinaryContent(content);
    assertThat(seen).containsExactly("COPY_DIRECT FILE", "after", "TRANSFER_TO FILE", "after");
  }

  @Test
  void aCopyFromAFileThatIsNotCachedBlocks() throws Exception {
    Path copy = Files.createFile(directory.resolve("copy"));
    RealFiles.evict(file);
    try (FileChannel from = FileChannel.open(file);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      HookedChild.run(seen, () -> to.transferFrom(from, 0, SIZE));
    }
    assertThat(copy).hasBinaryContent(content);
    assertThat(seen).containsExactly("TRANSFER_FROM FILE", "after");
  }

  @Test
  void whatGoesRightToTheDeviceBlocks() throws Exception {
    ByteBuffer[] two = {aligned(), aligned()};
    HookedChild.run(
        seen,
        () -> {
          try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, direct())) {
            channel.read(aligned());
            channel.read(aligned(), 0);
            channel.read(two);
            channel.write(aligned());
            channel.write(aligned(), 0);
            return channel.write(new ByteBuffer[] {aligned(), aligned()});
          }
        });
    assertThat(two[1].get(0)).isEqualTo(content[2 * BLOCK]);
    assertThat(seen)
        .containsExactly(
            "CHANNEL_READ FILE",
            "after",
            "CHANNEL_PREAD FILE",
            "after",
            "CHANNEL_READV FILE",
            "after",
            "CHANNEL_WRITE FILE",
            "after",
            "CHANNEL_PWRITE FILE",
            "after",
            "CHANNEL_WRITEV FILE",
            "after");
  }

  /** By its name, as javac warns of the class, and nothing can be done about that. */
  private static OpenOption direct() throws ClassNotFoundException {
    return Stream.of(Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
        .map(OpenOption.class::cast)
        .filter(option -> option.toString().equals("DIRECT"))
        .findFirst()
        .orElseThrow();
  }

  private static ByteBuffer aligned() {
    return ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK).limit(BLOCK);
  }

  @Test
  void writesThroughToTheDeviceBlock() throws Exception {
    HookedChild.run(
        seen,
        () -> {
          try (FileChannel synced =
                  FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
              FileChannel dataSynced =
                  FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
            synced.write(ByteBuffer.allocate(10));
            dataSynced.write(ByteBuffer.allocate(10), 5);
            return synced.write(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)});
          }
        });
    assertThat(seen)
        .containsExactly(
            "CHANNEL_WRITE FILE",
            "after",
            "CHANNEL_PWRITE FILE",
            "after",
            "CHANNEL_WRITEV FILE",
            "after");
  }

  @Test
  void aChildThatCannotBeMovedBlocksWhereItIs() throws Exception {
    byte[] read =
        readCold(() ->
            HookedChild.run(
                seen::add,
                /* moves= */ false,
                () -> {
                  try (FileInputStream in = new FileInputStream(file.toFile())) {
                    byte[] array = new byte[SIZE];
                    return Arrays.copyOf(array, in.read(array));
                  }
                }));
    assertThat(read).isEqualTo(content);
    assertThat(seen).containsExactly("INPUT_READ_ARRAY FILE");
  }

  /**
   * Another thread that reads from the same stream may come between two calls, and not into one.
   */
  @Test
  void oneReadIsOneCallOfTheSystem() throws Exception {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      FileChannel channel = in.getChannel();
      List<Thread> readers = new ArrayList<>();
      List<Integer> lengths = new LockFreeList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(Thread.ofPlatform().start(() -> readRecords(in, channel, lengths)));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(lengths).hasSize(SIZE / RECORD).containsOnly(RECORD);
    }
  }

  private static void readRecords(FileInputStream in, FileChannel channel, List<Integer> lengths) {
    try {
      while (true) {
        int length = HookedChild.run(_ -> {}, /* moves= */ true, () -> in.read(new byte[RECORD]));
        if (length < 0) {
          return;
        }
        assertThat(channel.position() % RECORD).isZero();
        lengths.add(length);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
