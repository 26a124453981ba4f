package dev.maybefork.contract;

import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Every way of the JDK to block, none for long, each at the end in the state it was found in. */
@SuppressWarnings("WaitNotInLoop")
final class StressBodies {
  static final class Expected extends Exception {
    private static final long serialVersionUID = 1;
  }

  private static final int KINDS = 14;

  /**
   * The documented exception to the caller's interrupts being the caller's alone: a body that
   * enters Object.wait in the instant in which the caller is interrupted may get the interrupt.
   */
  volatile boolean interruptReachedWait;

  private final ReentrantLock lock = new ReentrantLock();
  private final Object monitor = new Object();
  private final Object waitedOn = new Object();
  private final Semaphore semaphore = new Semaphore(1);
  private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

  /** One call that may block. Monitors held across it must still be held after it. */
  void block(Thread child) throws Exception {
    switch (ThreadLocalRandom.current().nextInt(KINDS)) {
      case 0 -> Thread.sleep(0, 50_000);
      case 1 -> Thread.yield();
      case 2 -> LockSupport.parkNanos(20_000);
      case 3 -> underLock();
      case 4 -> underMonitor(child);
      case 5 -> waiting();
      case 6 -> notifying();
      case 7 -> withSemaphore();
      case 8 -> throughQueue();
      case 9 -> otherThread();
      case 10 -> socket();
      case 11 -> interruptedByItself();
      case 12 -> callThatBlocks();
      default -> recurse(ThreadLocalRandom.current().nextInt(300));
    }
  }

  private void underLock() throws Exception {
    lock.lock();
    try {
      maybePause();
    } finally {
      lock.unlock();
    }
  }

  private void underMonitor(Thread child) throws Exception {
    synchronized (monitor) {
      maybePause();
      if (Thread.currentThread() != child || !Thread.holdsLock(monitor)) {
        throw new AssertionError("a child lost its monitor or itself");
      }
    }
  }

  private void waiting() throws InterruptedException {
    synchronized (waitedOn) {
      try {
        waitedOn.wait(1);
      } catch (InterruptedException e) {
        interruptReachedWait = true;
      }
    }
  }

  private void notifying() {
    synchronized (waitedOn) {
      waitedOn.notifyAll();
    }
  }

  private void withSemaphore() throws Exception {
    semaphore.acquire();
    try {
      maybePause();
    } finally {
      semaphore.release();
    }
  }

  private void throughQueue() throws InterruptedException {
    if (ThreadLocalRandom.current().nextBoolean()) {
      queue.offer(1, 100, TimeUnit.MICROSECONDS);
    } else {
      queue.poll(100, TimeUnit.MICROSECONDS);
    }
  }

  private void otherThread() throws InterruptedException {
    join(Thread.startVirtualThread(() -> LockSupport.parkNanos(10_000)));
  }

  private void join(Thread virtual) throws InterruptedException {
    try {
      virtual.join();
    } catch (InterruptedException e) {
      if (Runtime.version().feature() < 27) { // from there on it is an Object.wait
        throw e;
      }
      interruptReachedWait = true;
    }
  }

  private void socket() throws IOException, InterruptedException {
    if (ThreadLocalRandom.current().nextInt(20) != 0) {
      return; // ports are not for ever
    }
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket peer = server.accept()) {
      Thread writer =
          Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(30_000);
            try {
              peer.getOutputStream().write(1);
            } catch (IOException e) {
              // the reader was interrupted, and has closed it
            }
          });
      if (client.getInputStream().read() != 1) {
        throw new AssertionError("a socket gave another byte");
      }
      join(writer);
    }
  }

  /** A second interrupt can only be that of the caller, while the body holds it. */
  private static void interruptedByItself() throws InterruptedException {
    Thread.currentThread().interrupt();
    boolean slept = true;
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      slept = false;
    }
    if (slept) {
      throw new AssertionError("a child's interrupt of itself was lost");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("a child was interrupted once more");
    }
  }

  private static int recurse(int depth) throws Exception {
    if (depth == 0) {
      maybePause();
      return 0;
    }
    return recurse(depth - 1) + 1;
  }

  /** Moves to a helper, where it may block once more, or be interrupted. */
  private static void callThatBlocks() throws Exception {
    Thread child = Thread.currentThread();
    boolean interrupts = ThreadLocalRandom.current().nextInt(4) == 0;
    MaybeFork.blocking(() -> {
      switch (ThreadLocalRandom.current().nextInt(4)) {
        case 0 -> LockSupport.parkNanos(10_000);
        case 1 -> Thread.yield();
        default -> Thread.onSpinWait();
      }
      if (interrupts) {
        child.interrupt();
      }
      return child;
    });
    if (Thread.currentThread() != child || (interrupts && !Thread.interrupted())) {
      throw new AssertionError("a child lost itself or its interrupt by a call that blocks");
    }
  }

  private static void maybePause() throws Exception {
    switch (ThreadLocalRandom.current().nextInt(8)) {
      case 0, 1 -> Thread.sleep(0, 20_000);
      case 2 -> callThatBlocks();
      default -> {}
    }
  }
}
