package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.Fork;
import dev.maybefork.ForkBody;
import dev.maybefork.testing.Blocker;
import dev.maybefork.testing.Caller;
import dev.maybefork.testing.EveryCaller;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every way to block that makes a virtual thread unmount forks; the same call forks not if free.
 */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // nothing here fails in between
class KindsTest {
  /** A body that blocks, and what ends that; checks that it forked, and that it ends. */
  private static void forks(ForkBody body, Caller.Action end) throws Exception {
    Fork<Void> fork = maybeFork(body);
    assertThat(fork.forked()).isTrue();
    assertThat(fork.isDone()).isFalse();
    end.run();
    fork.join();
  }

  private static void doesNotFork(ForkBody body) {
    Fork<Void> fork = maybeFork(body);
    assertThat(fork.forked()).isFalse();
    fork.join();
  }

  @EveryCaller
  void park() throws Exception {
    CompletableFuture<Thread> parked = new CompletableFuture<>();
    forks(
        () -> {
          parked.complete(Thread.currentThread());
          LockSupport.park();
        },
        () -> LockSupport.unpark(parked.join()));
    doesNotFork(() -> {
      LockSupport.unpark(Thread.currentThread());
      LockSupport.park();
    });
  }

  @EveryCaller
  void queues() throws Exception {
    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(1);
    forks(queue::take, () -> queue.put("item"));
    queue.put("item");
    doesNotFork(queue::take);
    queue.put("item");
    forks(() -> queue.put("one too many"), queue::take);
    SynchronousQueue<String> handOver = new SynchronousQueue<>();
    forks(handOver::take, () -> handOver.put("item"));
    Exchanger<String> exchanger = new Exchanger<>();
    forks(() -> exchanger.exchange("a"), () -> exchanger.exchange("b"));
  }

  @EveryCaller
  void locksAndConditions() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    var condition = lock.newCondition();
    forks(
        () -> {
          lock.lock();
          condition.await();
          lock.unlock();
        },
        () -> {
          lock.lock();
          condition.signal();
          lock.unlock();
        });
    doesNotFork(() -> {
      lock.lock();
      lock.unlock();
    });
    Semaphore semaphore = new Semaphore(0);
    forks(semaphore::acquire, semaphore::release);
    semaphore.release();
    doesNotFork(semaphore::acquire);
    CompletableFuture<String> future = new CompletableFuture<>();
    forks(future::get, () -> future.complete("value"));
    doesNotFork(future::get);
  }

  @EveryCaller
  void monitorsAndWaits() throws Exception {
    Object monitor = new Object();
    boolean[] notified = {false};
    forks(
        () -> {
          synchronized (monitor) {
            while (!notified[0]) {
              monitor.wait();
            }
          }
        },
        () -> {
          synchronized (monitor) {
            notified[0] = true;
            monitor.notifyAll();
          }
        });
    doesNotFork(() -> {
      synchronized (monitor) {
        notified[0] = false;
      }
    });
  }

  @EveryCaller
  void sleepAndJoin() throws Exception {
    Blocker blocker = new Blocker();
    Thread thread = Thread.startVirtualThread(blocker::awaitUninterruptibly);
    forks(thread::join, blocker::release);
    doesNotFork(thread::join);
    CompletableFuture<Thread> asleep = new CompletableFuture<>();
    forks(
        () -> {
          asleep.complete(Thread.currentThread());
          assertThatThrownBy(() -> Thread.sleep(100_000)).isInstanceOf(InterruptedException.class);
        },
        () -> asleep.join().interrupt());
  }

  @EveryCaller
  void sockets() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
      Fork<Socket> accept = maybeFork(server::accept);
      assertThat(accept.forked()).isTrue();
      try (Socket client = new Socket(loopback, server.getLocalPort());
          Socket peer = accept.join()) {
        forks(
            () -> assertThat(client.getInputStream().read()).isEqualTo(1),
            () -> peer.getOutputStream().write(1));
      }
    }
    try (DatagramSocket receiver = new DatagramSocket(0, loopback);
        DatagramSocket sender = new DatagramSocket(0, loopback)) {
      forks(
          () -> receiver.receive(new DatagramPacket(new byte[1], 1)),
          () -> sender.send(new DatagramPacket(new byte[1], 1, receiver.getLocalSocketAddress())));
    }
  }

  @EveryCaller
  void channels() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
          SocketChannel peer = server.accept()) {
        forks(
            () -> assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(1),
            () -> peer.write(ByteBuffer.allocate(1)));
      }
    }
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      forks(
          () -> assertThat(source.read(ByteBuffer.allocate(1))).isEqualTo(1),
          () -> sink.write(ByteBuffer.allocate(1)));
    }
  }

  @EveryCaller
  void processes() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    forks(process::waitFor, () -> process.getOutputStream().close());
    doesNotFork(process::waitFor);
  }
}
