package dev.maybefork.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maybefork.Fork;
import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;

/** A body that waits in the kernel for the lock of a file, which another process has. */
public final class LockWaiter implements AutoCloseable {
  private static final String LOCKER =
      "import fcntl,sys; f=open(sys.argv[1],'r+b'); fcntl.lockf(f,fcntl.LOCK_EX);"
          + " print('locked',flush=True); sys.stdin.read()";

  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final Process locker;
  private final FileChannel channel;
  private final Fork<FileLock> fork;

  public LockWaiter(Path file) throws Exception {
    locker = new ProcessBuilder("python3", "-c", LOCKER, file.toString()).start();
    assumeTrue(locker.getInputStream().read() == 'l', "there is no python3");
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
    fork = MaybeFork.maybeFork(this::lock);
    assertThat(fork.forked()).isTrue();
    Await.untilIn(thread.get(), "lock0");
  }

  private FileLock lock() throws IOException {
    thread.set(Thread.currentThread());
    return channel.lock();
  }

  public Thread thread() {
    return thread.get();
  }

  public FileChannel channel() {
    return channel;
  }

  public Fork<FileLock> fork() {
    return fork;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      locker.destroyForcibly();
    }
  }
}
