package dev.maybefork.report.programs;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** A program that forks in all the common ways. Its numbers are those that tests expect. */
public final class Forking {
  public static final int INLINE = 1_000;
  public static final int HALF_OVERLAPPED = 10;
  public static final int TOGETHER = 3;

  private Forking() {}

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < INLINE; i++) {
      maybeFork(() -> "inline").join();
    }
    for (int i = 0; i < HALF_OVERLAPPED; i++) {
      Fork<Void> fork = maybeFork(Forking::sleepsWhileItsCallerWorks);
      spin(20);
      fork.join();
    }
    together();
    waitForLock();
    readSocket();
    readFifo(Path.of(arguments[0]));
    maybeFork(ForkOn.NEVER, Forking::holdsItsCaller).join();
    joinsWhatNeedsItsLock();
    loopAndScope();
  }

  private static void sleepsWhileItsCallerWorks() throws InterruptedException {
    Thread.sleep(40);
  }

  private static void sleepsBesideOthers() throws InterruptedException {
    Thread.sleep(60);
  }

  private static void holdsItsCaller() throws InterruptedException {
    Thread.sleep(50);
  }

  /** None is waited for while another isn't on its way. */
  private static void together() {
    List<Fork<Void>> forks = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      forks.add(maybeFork(Forking::sleepsBesideOthers));
    }
    forks.forEach(Fork::join);
  }

  private static void waitForLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch held = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(() -> {
              lock.lock();
              try {
                held.countDown();
                spin(40);
              } finally {
                lock.unlock();
              }
            });
    held.await();
    maybeFork(() -> takesLock(lock)).join();
    holder.join();
  }

  private static void takesLock(ReentrantLock lock) {
    lock.lock();
    try {
      assert lock.isHeldByCurrentThread();
    } finally {
      lock.unlock();
    }
  }

  /** Until it gives up. */
  private static void joinsWhatNeedsItsLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    try {
      Fork<Void> fork = maybeFork(() -> needsItsCallersLock(lock));
      fork.get(1, TimeUnit.SECONDS);
      throw new AssertionError("it had the lock");
    } catch (TimeoutException e) {
      // as long as this holds it
    } finally {
      lock.unlock();
    }
  }

  private static void needsItsCallersLock(ReentrantLock lock) {
    lock.lock();
    try {
      assert lock.isHeldByCurrentThread();
    } finally {
      lock.unlock();
    }
  }

  private static void readSocket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket peer = server.accept()) {
      Fork<Integer> fork = maybeFork(() -> readsOneByte(client.getInputStream()));
      spin(40);
      peer.getOutputStream().write(1);
      fork.join();
    }
  }

  private static void readFifo(Path folder) throws Exception {
    Path fifo = folder.resolve("fifo");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw");
        InputStream in = Files.newInputStream(fifo)) {
      Fork<Integer> fork = maybeFork(() -> readsOneByte(in));
      spin(40);
      writer.write('x');
      fork.join();
    }
  }

  private static int readsOneByte(InputStream in) throws IOException {
    return in.read();
  }

  private static void loopAndScope() throws InterruptedException {
    ForkLoop.over(List.of(1, 2, 3, 4))
        .limit(1)
        .run(i -> {
          if (i < 3) {
            Thread.sleep(25);
          }
        })
        .join();
    try (ForkScope scope = ForkScope.open(1)) {
      var _ = scope.fork(() -> Thread.sleep(60));
      var _ = scope.fork(() -> Thread.sleep(30));
      scope.join();
    }
  }

  private static void spin(int millis) {
    long since = System.nanoTime();
    while (System.nanoTime() - since < millis * 1_000_000L) {
      Thread.onSpinWait();
    }
  }
}
