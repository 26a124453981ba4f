package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.testing.EveryCallerWithAgent;
import dev.maybefork.testing.LockWaiter;
import dev.maybefork.testing.RealFiles;
import java.io.FileInputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What ends a block in native code early: an interrupt, a close, a cancellation. */
@Tag("agent")
class NativeBlockEndTest {
  @TempDir Path directory;
  private Path file;
  private Path fifo;

  @BeforeEach
  void createFiles() throws Exception {
    file = Files.write(directory.resolve("file"), new byte[100_000]);
    fifo = RealFiles.makeFifo(directory.resolve("fifo"));
  }

  /** On a platform thread it would not: see MaybeFork. */
  @EveryCallerWithAgent
  void anInterruptEndsAReadOfAStreamAndIsKept() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      AtomicReference<Thread> child = new AtomicReference<>();
      CountDownLatch ended = new CountDownLatch(1);
      Fork<String> fork =
          maybeFork(() -> {
            child.set(Thread.currentThread());
            try {
              return in.read() + " read";
            } catch (InterruptedIOException e) {
              ended.countDown();
              return Thread.interrupted() + " " + in.read();
            }
          });
      assertThat(fork.forked()).isTrue();
      child.get().interrupt();
      assertThat(ended.await(100, SECONDS)).isTrue(); // what comes first, it or a byte, is seen
      assertThat(fork.isDone()).isFalse();
      both.write(1);
      assertThat(fork.join()).isEqualTo("true 1");
    }
  }

  @EveryCallerWithAgent
  void aStreamMayBeClosedUnderAReader() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
      FileInputStream in = new FileInputStream(fifo.toFile());
      Fork<Integer> fork = maybeFork(() -> in.read(new byte[10]));
      assertThat(fork.forked()).isTrue();
      in.close();
      assertThatThrownBy(() -> fork.get(100, SECONDS)).hasRootCauseMessage("Stream Closed");
      assertThat(both.getFD().valid()).isTrue();
    }
  }

  @EveryCallerWithAgent
  void theOutputOfAProcessMayBeClosedUnderAReader() throws Exception {
    Process process = new ProcessBuilder("sleep", "1000").start();
    try {
      Fork<Integer> fork = maybeFork(() -> process.getInputStream().read());
      assertThat(fork.forked()).isTrue();
      process.getInputStream().close();
      assertThatThrownBy(() -> fork.get(100, SECONDS)).hasRootCauseMessage("Stream Closed");
    } finally {
      process.destroyForcibly();
    }
  }

  @EveryCallerWithAgent
  void anInterruptEndsTheWaitForALockOfAFile() throws Exception {
    try (LockWaiter waiter = new LockWaiter(file)) {
      waiter.thread().interrupt();
      assertThatThrownBy(() -> waiter.fork().get(100, SECONDS))
          .hasRootCauseInstanceOf(FileLockInterruptionException.class);
    }
  }

  @EveryCallerWithAgent
  void aChannelMayBeClosedUnderWhoWaitsForALock() throws Exception {
    try (LockWaiter waiter = new LockWaiter(file)) {
      waiter.channel().close();
      assertThatThrownBy(() -> waiter.fork().get(100, SECONDS))
          .hasRootCauseInstanceOf(AsynchronousCloseException.class);
    }
  }

  @EveryCallerWithAgent
  void anInterruptClosesAChannel() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
      FileChannel in = FileChannel.open(fifo);
      AtomicReference<Thread> child = new AtomicReference<>();
      Fork<Integer> fork =
          maybeFork(() -> {
            child.set(Thread.currentThread());
            return in.read(ByteBuffer.allocate(10));
          });
      assertThat(fork.forked()).isTrue();
      child.get().interrupt();
      assertThat(in.isOpen()).isFalse(); // before it returns, not a moment later
      assertThatThrownBy(fork::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ClosedByInterruptException.class);
      assertThat(both.getFD().valid()).isTrue();
    }
  }

  @EveryCallerWithAgent
  void aChannelMayBeClosedUnderAReader() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
      FileChannel in = FileChannel.open(fifo);
      Fork<Integer> fork = maybeFork(() -> in.read(ByteBuffer.allocate(10)));
      assertThat(fork.forked()).isTrue();
      in.close();
      assertThatThrownBy(fork::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(AsynchronousCloseException.class);
      assertThat(both.getFD().valid()).isTrue();
    }
  }

  @EveryCallerWithAgent
  void cancelReturnsAtOnce() throws Exception {
    try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
        FileInputStream in = new FileInputStream(fifo.toFile())) {
      CountDownLatch ended = new CountDownLatch(1);
      Fork<Void> fork =
          maybeFork(() -> {
            try {
              in.read();
            } finally {
              ended.countDown();
            }
          });
      assertThat(fork.cancel(true)).isTrue();
      assertThat(fork.isDone()).isTrue();
      assertThat(ended.await(100, SECONDS)).isTrue(); // and nothing was written
      assertThat(both.getFD().valid()).isTrue();
    }
  }
}
