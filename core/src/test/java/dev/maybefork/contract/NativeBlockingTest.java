package dev.maybefork.contract;

import static dev.maybefork.ForkOn.kinds;
import static dev.maybefork.MaybeFork.maybeFork;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.BlockKind;
import dev.maybefork.Fork;
import dev.maybefork.ForkOn;
import dev.maybefork.MaybeFork;
import dev.maybefork.testing.Await;
import dev.maybefork.testing.Carriers;
import dev.maybefork.testing.EveryCallerWithAgent;
import dev.maybefork.testing.RealFiles;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that block where no virtual thread can unmount, under the agent. */
@Tag("agent")
class NativeBlockingTest {
  @TempDir Path directory;
  private Path file;
  private Path fifo;

  @BeforeEach
  void createFiles() throws Exception {
    file = Files.write(directory.resolve("file"), new byte[100_000]);
    fifo = RealFiles.makeFifo(directory.resolve("fifo"));
  }

  @EveryCallerWithAgent
  void aReadOfAnEmptyFifoForks() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      Fork<String> fork =
          maybeFork(() -> {
            int first = in.read();
            byte[] rest = new byte[10];
            return first + " " + in.read(rest) + " " + rest[1] + " " + Carriers.current();
          });
      assertThat(fork.forked()).isTrue();
      assertThat(fork.isDone()).isFalse();
      both.write(new byte[] {7, 8, 9});
      assertThat(fork.join()).startsWith("7 2 9 ForkJoinPool");
    }
  }

  @EveryCallerWithAgent
  void aReadOfAFifoThatHasSomethingDoesNotFork() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      both.write(5);
      Fork<Integer> fork = maybeFork(() -> in.read());
      assertThat(fork.forked()).isFalse();
      assertThat(fork.resultNow()).isEqualTo(5);
    }
  }

  @EveryCallerWithAgent
  void toOpenAFifoForks() throws Exception {
    Fork<Integer> fork =
        maybeFork(() -> {
          try (FileInputStream in = new FileInputStream(fifo.toFile())) {
            return in.read();
          }
        });
    assertThat(fork.forked()).isTrue();
    try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
      out.write(3);
    }
    assertThat(fork.join()).isEqualTo(3);
  }

  @EveryCallerWithAgent
  void aWriteToAFullFifoForks() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileOutputStream out = new FileOutputStream(fifo.toFile())) {
      both.write(new byte[65_536]);
      Fork<Void> fork = maybeFork(() -> out.write(1));
      assertThat(fork.forked()).isTrue();
      both.readFully(new byte[65_536]);
      fork.join();
      assertThat(both.read()).isEqualTo(1);
    }
  }

  @EveryCallerWithAgent
  void aReadFromTheDiskForksAndOneFromMemoryDoesNot() throws Exception {
    int size = 1 << 20;
    Files.write(file, new byte[size]);
    try (Arena arena = Arena.ofConfined()) {
      RealFiles.keepInMemory(file, arena);
      // and no other kind: what closes a file waits for the JDK's cleaner when that is at work
      Fork<Integer> fork = maybeFork(kinds(BlockKind.FILE), () -> Files.readAllBytes(file).length);
      assertThat(fork.forked()).isFalse();
      assertThat(fork.join()).isEqualTo(size);
    }
    RealFiles.evict(file);
    Fork<Integer> fork = maybeFork(() -> readBackwards(file, size / 64));
    assertThat(fork.forked()).isTrue();
    assertThat(fork.join()).isEqualTo(64);
  }

  /** Of which the kernel has read nothing ahead, so that each of many reads may be what blocks. */
  private static int readBackwards(Path file, int step) throws IOException {
    int reads = 0;
    try (FileChannel in = FileChannel.open(file)) {
      for (long position = in.size() - step; position >= 0; position -= step) {
        reads += in.read(ByteBuffer.allocate(1), position);
      }
    }
    return reads;
  }

  @EveryCallerWithAgent
  void whatNobodyCanAskForks() throws Exception {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      Fork<Void> sync =
          maybeFork(() -> {
            out.write(1);
            out.getFD().sync();
          });
      assertThat(sync.forked()).isTrue();
      sync.join();
      Fork<Boolean> lock =
          maybeFork(() -> {
            try (FileLock held = out.getChannel().lock()) {
              return held.isValid();
            }
          });
      assertThat(lock.forked()).isTrue();
      assertThat(lock.join()).isTrue();
    }
    String unknown = "host-" + System.nanoTime() + ".invalid"; // so it's in no cache
    Fork<InetAddress> address = maybeFork(() -> InetAddress.getByName(unknown));
    assertThat(address.forked()).isTrue();
    assertThatThrownBy(address::join).hasCauseInstanceOf(UnknownHostException.class);
  }

  @EveryCallerWithAgent
  void theKindOfEachIsKnown() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
      Fork<Integer> read = maybeFork(kinds(BlockKind.PIPE), () -> both.read());
      both.write(1);
      assertKind(read, BlockKind.PIPE);
    }
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      assertKind(maybeFork(kinds(BlockKind.FILE), () -> out.getFD().sync()), BlockKind.FILE);
      assertKind(maybeFork(kinds(BlockKind.FILE), () -> out.getChannel().lock()), BlockKind.FILE);
      Fork<Void> others = maybeFork(kinds(BlockKind.PIPE), () -> out.getFD().sync());
      assertThat(others.isDone()).isTrue();
      assertThat(others.forked()).isFalse();
    }
    String unknown = "host-" + System.nanoTime() + ".invalid";
    Fork<InetAddress> address =
        maybeFork(kinds(BlockKind.NAME_LOOKUP), () -> InetAddress.getByName(unknown));
    assertThatThrownBy(address::join).hasCauseInstanceOf(UnknownHostException.class);
    assertThat(address.forkPoint().orElseThrow().kind()).isEqualTo(BlockKind.NAME_LOOKUP);
    ProcessBuilder process = new ProcessBuilder("true");
    assertKind(maybeFork(kinds(BlockKind.PROCESS), process::start), BlockKind.PROCESS);
  }

  private static void assertKind(Fork<?> fork, BlockKind kind) {
    assertThat(fork.forked()).isTrue();
    fork.join();
    assertThat(fork.forkPoint().orElseThrow().kind()).isEqualTo(kind);
  }

  /** A 9, by another thread, some time after now. */
  private static void writeLater(RandomAccessFile fifo) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(20);
            fifo.write(9);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @EveryCallerWithAgent
  void underNeverTheyHoldTheCaller() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      writeLater(both);
      Fork<Integer> fork = maybeFork(ForkOn.NEVER, () -> in.read());
      assertThat(fork.forked()).isFalse();
      assertThat(fork.resultNow()).isEqualTo(9);
    }
  }

  @EveryCallerWithAgent
  void theOutputOfAProcessForks() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "read line; echo got $line").start();
    Fork<String> fork =
        maybeFork(() -> new String(process.getInputStream().readAllBytes(), US_ASCII).strip());
    assertThat(fork.forked()).isTrue();
    process.getOutputStream().write("it\n".getBytes(US_ASCII));
    process.getOutputStream().flush();
    assertThat(fork.join()).isEqualTo("got it");
  }

  @EveryCallerWithAgent
  void afterEndForkTheyHoldTheCaller() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      writeLater(both);
      Fork<Integer> fork =
          maybeFork(() -> {
            MaybeFork.endFork();
            return in.read();
          });
      assertThat(fork.forked()).isFalse();
      assertThat(fork.join()).isEqualTo(9);
    }
  }

  /** So what the JDK takes from a carrier in the call, it gives back to the same one. */
  @EveryCallerWithAgent
  void whoIsOnAHelperStaysThereEvenWhereItWaitsForALock() throws Exception {
    try (FileChannel both =
        FileChannel.open(
            fifo, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
      Thread reader = Thread.ofPlatform().daemon().start(() -> read(both));
      Await.untilIn(reader, "read0"); // it has the lock of the position
      AtomicReference<Thread> child = new AtomicReference<>();
      Fork<Integer> fork =
          maybeFork(() -> {
            child.set(Thread.currentThread());
            return both.write(ByteBuffer.allocate(1));
          });
      assertThat(fork.forked()).isTrue();
      Await.until(
          () -> child.get().getState() == Thread.State.BLOCKED, "the child waits for the lock");
      assertThat(child.get().toString()).contains("@maybefork-");
      try (FileOutputStream other = new FileOutputStream(fifo.toFile())) {
        other.write(1);
      }
      assertThat(fork.join()).isEqualTo(1);
      reader.join();
    }
  }

  private static void read(FileChannel channel) {
    try {
      channel.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The buffer through which the JDK reads is given back to the carrier that it was taken from. */
  @Test
  void readsOfAChannelKeepNoNativeMemory() throws Exception {
    int size = 60_000;
    int reads = 200;
    long before = directMemory();
    try (FileChannel both =
        FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer in = ByteBuffer.allocate(size);
      ByteBuffer out = ByteBuffer.allocateDirect(size);
      for (int i = 0; i < reads; i++) {
        Fork<Integer> fork = maybeFork(() -> both.read(in.clear()));
        assertThat(fork.forked()).isTrue();
        both.write(out.clear());
        assertThat(fork.join()).isEqualTo(size);
      }
    }
    // one for each carrier is kept
    assertThat((directMemory() - before) / size).isLessThan(reads / 4);
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .orElseThrow()
        .getMemoryUsed();
  }

  @Test
  void tenThousandReadersHoldNoCarrier() throws Exception {
    int count = 10_000;
    List<Path> fifos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fifos.add(directory.resolve("f" + i));
    }
    RealFiles.makeFifos(fifos);
    List<RandomAccessFile> open = new ArrayList<>();
    List<Fork<Integer>> forks = new ArrayList<>();
    try {
      for (Path path : fifos) {
        RandomAccessFile both = new RandomAccessFile(path.toFile(), "rw");
        open.add(both);
        forks.add(maybeFork(() -> both.read()));
      }
      assertThat(forks).allMatch(Fork::forked).noneMatch(Fork::isDone);
      Thread other = Thread.startVirtualThread(() -> {});
      assertThat(other.join(java.time.Duration.ofSeconds(100))).isTrue();
      for (int i = 0; i < count; i++) {
        open.get(i).write(i % 256);
      }
      for (int i = 0; i < count; i++) {
        assertThat(forks.get(i).join()).isEqualTo(i % 256);
      }
    } finally {
      for (RandomAccessFile each : open) {
        each.close();
      }
    }
  }

  /** What waits for others must not keep them from what they need to go on. */
  @Test
  void thoseThatWaitForOthersDoNotKeepThemFromTheDisk() throws Exception {
    FileChannel held = FileChannel.open(file, StandardOpenOption.WRITE);
    List<Fork<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 200; i++) { // more than there are helpers
      Path own = RealFiles.makeFifo(directory.resolve("waits" + i));
      waiting.add(
          maybeFork(() -> {
            try (FileInputStream in = new FileInputStream(own.toFile())) {
              return in.read();
            }
          }));
    }
    Fork<Void> goesOn = maybeFork(() -> held.force(true));
    goesOn.get(100, SECONDS);
    for (int i = 0; i < 200; i++) {
      try (FileOutputStream out = new FileOutputStream(directory.resolve("waits" + i).toFile())) {
        out.write(i);
      }
      assertThat(waiting.get(i).join()).isEqualTo(i);
    }
    held.close();
  }
}
