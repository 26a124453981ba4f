package dev.maybefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that waits for descriptors. That it does is tested by way of the hooks. */
@Tag("agent")
class DescriptorPollerTest {
  @TempDir Path directory;

  private static Optional<Thread> thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("maybefork-poller-" + name))
        .findFirst();
  }

  private RandomAccessFile fifo() throws Exception {
    Path fifo = directory.resolve("fifo");
    RealFiles.makeFifos(List.of(fifo));
    return new RandomAccessFile(fifo.toFile(), "rw");
  }

  /** The number of the descriptor by which this JVM has opened the FIFO. */
  private int descriptor() throws IOException {
    Path fifo = directory.resolve("fifo").toRealPath();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (isLinkTo(fifo, descriptor)) {
          return Integer.parseInt(String.valueOf(descriptor.getFileName()));
        }
      }
    }
    throw new AssertionError("not open");
  }

  private static boolean isLinkTo(Path target, Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).equals(target);
    } catch (NoSuchFileException e) {
      return false; // closed by now
    }
  }

  /** A thread waits until the FIFO is ready, which is once it has. */
  private static void waitOnce(DescriptorPoller poller, RandomAccessFile fifo, int descriptor)
      throws Exception {
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              assertThat(poller.enter(descriptor)).isTrue();
              poller.park(descriptor);
            });
    while (waiter.isAlive() && waiter.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    fifo.write(1);
    assertThat(waiter.join(Duration.ofSeconds(50))).isTrue();
    assertThat(fifo.read()).isEqualTo(1);
  }

  @Test
  void itEndsWhenIdleAndAnotherOneFollows() throws Exception {
    DescriptorPoller poller = DescriptorPoller.forReading("ends", Duration.ofMillis(1));
    try (RandomAccessFile fifo = fifo()) {
      for (int i = 0; i < 3; i++) {
        waitOnce(poller, fifo, descriptor());
        Optional<Thread> thread = thread("ends");
        if (thread.isPresent()) {
          assertThat(thread.get().join(Duration.ofSeconds(50))).isTrue();
        }
        assertThat(thread("ends")).isEmpty();
      }
    }
  }

  @Test
  void itStaysBetweenWaitsThatFollowEachOther() throws Exception {
    DescriptorPoller poller = DescriptorPoller.forReading("stays", Duration.ofSeconds(50));
    try (RandomAccessFile fifo = fifo()) {
      waitOnce(poller, fifo, descriptor());
      Thread thread = thread("stays").orElseThrow();
      for (int i = 0; i < 10; i++) {
        waitOnce(poller, fifo, descriptor());
      }
      assertThat(thread("stays")).containsSame(thread);
    }
  }

  /** What fails to start for want of memory is started by the next one that waits. */
  @Test
  void aThreadThatCannotBeMadeIsMadeByTheNextWaiter() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    DescriptorPoller poller =
        DescriptorPoller.forReading(
            "short",
            Duration.ofSeconds(50),
            (name, task) -> {
              if (starts.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              PlatformThreads.start(name, task);
            });
    try (RandomAccessFile fifo = fifo()) {
      assertThat(poller.enter(descriptor())).isFalse();
      waitOnce(poller, fifo, descriptor());
      assertThat(starts).hasValue(2);
    }
  }
}
