package dev.maybefork.internal.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.Await;
import dev.maybefork.testing.RealFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    return fifo("fifo");
  }

  private RandomAccessFile fifo(String name) throws Exception {
    return RealFiles.openFifo(directory.resolve(name));
  }

  /** The number of the descriptor by which this JVM has opened the FIFO. */
  private int descriptor() throws IOException {
    return descriptor("fifo");
  }

  private int descriptor(String name) throws IOException {
    Path fifo = directory.resolve(name).toRealPath();
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
    Await.until(() -> !waiter.isAlive() || waiter.getState() == Thread.State.WAITING, "it waits");
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
    NoThreadAtFirst threads = new NoThreadAtFirst();
    DescriptorPoller poller = DescriptorPoller.forReading("short", Duration.ofSeconds(50), threads);
    try (RandomAccessFile fifo = fifo()) {
      assertThat(poller.enter(descriptor())).isFalse();
      waitOnce(poller, fifo, descriptor());
      assertThat(threads.starts).hasValue(2);
    }
  }

  /** Else the thread would wait for it for ever. */
  @Test
  void aWaiterThatIsRefusedIsForgotten() throws Exception {
    NoThreadAtFirst threads = new NoThreadAtFirst();
    DescriptorPoller poller = DescriptorPoller.forReading("forgets", Duration.ofMillis(1), threads);
    try (RandomAccessFile _ = fifo();
        RandomAccessFile _ = fifo("other")) {
      assertThat(poller.enter(descriptor())).isFalse();
      assertThat(poller.enter(descriptor("other"))).isTrue();
      poller.leave(descriptor("other"));
      Await.until(() -> thread("forgets").isEmpty(), "the thread ends");
      assertThat(threads.starts).hasValue(2);
    }
  }

  @Test
  void withoutADescriptorTheNextWaiterTriesAgain() throws Exception {
    AtomicInteger creations = new AtomicInteger();
    DescriptorPoller poller =
        DescriptorPoller.forReading(
            "full",
            Duration.ofSeconds(50),
            new DescriptorPoller.Resources() {
              @Override
              public int epollCreate() {
                return creations.getAndIncrement() == 0 ? -1 : Epoll.epollCreate();
              }
            });
    try (RandomAccessFile fifo = fifo()) {
      assertThat(poller.enter(descriptor())).isFalse();
      assertThat(thread("full")).isEmpty();
      waitOnce(poller, fifo, descriptor());
      waitOnce(poller, fifo, descriptor());
      assertThat(creations).hasValue(2);
    }
  }

  /** Who waits asks again, and the first of them starts another one. */
  @Test
  void aThreadThatDiesWakesThoseThatWait() throws Exception {
    DyingOnce dying = new DyingOnce();
    DescriptorPoller poller = DescriptorPoller.forReading("dies", Duration.ofSeconds(50), dying);
    try (RandomAccessFile fifo = fifo()) {
      int descriptor = descriptor();
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> {
                assertThat(poller.enter(descriptor)).isTrue();
                poller.park(descriptor);
              });
      assertThat(waiter.join(Duration.ofSeconds(50))).isTrue();
      assertThat(dying.dead.get(50, TimeUnit.SECONDS)).hasMessage("Java heap space");
      waitOnce(poller, fifo, descriptor);
      assertThat(dying.starts).hasValue(2);
    }
  }

  /** Its first thread can't be made. */
  private static final class NoThreadAtFirst implements DescriptorPoller.Resources {
    final AtomicInteger starts = new AtomicInteger();

    @Override
    public void start(String name, Runnable task) {
      if (starts.getAndIncrement() == 0) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      PlatformThreads.start(name, task);
    }
  }

  /** Its first thread ends when it waits, which is when somebody else waits for it. */
  private static final class DyingOnce implements DescriptorPoller.Resources {
    final AtomicInteger starts = new AtomicInteger();
    final CompletableFuture<Throwable> dead = new CompletableFuture<>();

    @Override
    public void start(String name, Runnable task) {
      starts.incrementAndGet();
      Thread.ofPlatform()
          .daemon()
          .name(name)
          .uncaughtExceptionHandler((_, e) -> dead.complete(e))
          .start(task);
    }

    @Override
    public int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
      if (starts.get() == 1) {
        throw new OutOfMemoryError("Java heap space");
      }
      return Epoll.epollWait(epoll, events, max, timeoutMillis);
    }
  }
}
