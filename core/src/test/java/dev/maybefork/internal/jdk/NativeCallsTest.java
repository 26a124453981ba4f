package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.testing.Await;
import dev.maybefork.testing.LockFreeList;
import dev.maybefork.testing.RealFiles;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.SyncFailedException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which calls of a child count as blocking, and that they do what they did without the hooks. */
@Tag("agent")
class NativeCallsTest {
  @TempDir Path directory;
  private final List<String> seen = new LockFreeList<>();
  private Path file;
  private Path fifo;

  @BeforeEach
  void createFiles() throws Exception {
    file = Files.write(directory.resolve("file"), new byte[100_000]);
    fifo = RealFiles.makeFifo(directory.resolve("fifo"));
  }

  private void meanwhile(Callable<?> action) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            action.call();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private void awaitSeen(String event) {
    Await.until(() -> seen.contains(event), event);
  }

  private FileOutputStream writer() throws IOException {
    return new FileOutputStream(fifo.toFile());
  }

  @Test
  void emptyFifosBlock() throws Exception {
    meanwhile(() -> {
      try (FileOutputStream out = writer()) {
        awaitSeen("INPUT_READ PIPE");
        out.write(new byte[] {1, 2, 3});
        awaitSeen("INPUT_READ_BYTES PIPE");
      }
      return null;
    });
    int read =
        HookedChild.run(
            seen,
            () -> {
              try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                int first = in.read();
                int more = in.read(new byte[100]);
                int end = in.read(new byte[5], 0, 5);
                return first * 100 + more * 10 + end;
              }
            });
    assertThat(read).isEqualTo(119);
    assertThat(seen)
        .containsExactly(
            "INPUT_OPEN PIPE",
            "after",
            "INPUT_READ PIPE",
            "after",
            "INPUT_READ_BYTES PIPE",
            "after");
  }

  @Test
  void fullFifosBlock() throws Exception {
    meanwhile(() -> {
      try (FileInputStream in = new FileInputStream(fifo.toFile())) {
        awaitSeen("CHANNEL_WRITE PIPE");
        return in.readAllBytes();
      }
    });
    HookedChild.run(
        seen,
        () -> {
          try (FileChannel out = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
            assertThat(out.write(ByteBuffer.allocate(65_536))).isEqualTo(65_536);
            return out.write(ByteBuffer.allocate(1));
          }
        });
    assertThat(seen).containsExactly("FILES_OPEN PIPE", "after", "CHANNEL_WRITE PIPE", "after");
  }

  @Test
  void gatheringWritesToFullFifosBlock() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
      both.write(new byte[65_536]);
      meanwhile(() -> {
        awaitSeen("CHANNEL_WRITEV PIPE");
        both.readFully(new byte[65_536]);
        return both;
      });
      ByteBuffer[] two = {ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})};
      assertThat(
              HookedChild.run(
                  seen, () -> FileChannel.open(fifo, StandardOpenOption.WRITE).write(two)))
          .isEqualTo(2);
      assertThat(both.readShort()).isEqualTo((short) 0x0102);
    }
    assertThat(seen).containsExactly("FILES_OPEN PIPE", "after", "CHANNEL_WRITEV PIPE", "after");
  }

  /** How much fits into a pipe that isn't empty isn't known. */
  @Test
  void largeWritesToFifosMayBlock() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
      HookedChild.run(
          seen,
          () -> {
            try (FileOutputStream out = new FileOutputStream(both.getFD())) {
              out.write(1);
              out.write(new byte[4096]);
              assertThat(seen).isEmpty();
              out.write(new byte[4097]);
              return out;
            }
          });
    }
    assertThat(seen).containsExactly("OUTPUT_WRITE_ARRAY PIPE", "after");
  }

  @Test
  void whatAlwaysCountsAsBlocking() throws Exception {
    assertThatThrownBy(() ->
            HookedChild.run(
                seen,
                () -> {
                  new FileDescriptor().sync();
                  return null;
                }))
        .hasRootCauseInstanceOf(SyncFailedException.class);
    HookedChild.run(
        seen,
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            channel.lock().release();
          }
          try (RandomAccessFile synced = new RandomAccessFile(file.toFile(), "rws")) {
            synced.write(1);
          }
          return InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName();
        });
    assertThat(HookedChild.run(seen, () -> new ProcessBuilder("true").start().waitFor())).isZero();
    assertThat(seen) // and perhaps a look-up of the name that was found
        .containsSubsequence(
            "SYNC FILE",
            "after",
            "CHANNEL_FORCE FILE",
            "after",
            "CHANNEL_LOCK LOCK",
            "after",
            "RANDOM_WRITE FILE",
            "after",
            "REVERSE_LOOKUP NAME_LOOKUP",
            "after",
            "PROCESS_START PROCESS",
            "after");
  }

  /** What the JDK parks a virtual thread for. */
  @Test
  void pipesOfTheJdkDoNotBlock() throws Exception {
    Pipe pipe = Pipe.open();
    meanwhile(() -> pipe.sink().write(ByteBuffer.allocate(10)));
    assertThat(HookedChild.run(seen, () -> pipe.source().read(ByteBuffer.allocate(20))))
        .isEqualTo(10);
    assertThat(seen).isEmpty();
  }

  @Test
  void otherThreadsAreNotAsked() throws Exception {
    Thread.ofVirtual()
        .start(() -> {
          try {
            new FileDescriptor().sync();
          } catch (SyncFailedException expected) {
            seen.add("failed");
          }
        })
        .join();
    assertThat(seen).containsExactly("failed");
  }
}
