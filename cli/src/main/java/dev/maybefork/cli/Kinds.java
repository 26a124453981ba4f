package dev.maybefork.cli;

import static dev.maybefork.cli.Kind.endsAtOnce;
import static dev.maybefork.cli.Kind.endsByItself;
import static dev.maybefork.cli.Kind.released;

import java.util.List;

/** The kinds of blocking that are tried. */
final class Kinds {
  private static final Kind LOCK = released("ReentrantLock.lock", LockKinds::lock);
  private static final Kind QUEUE = released("LinkedBlockingQueue.take", LockKinds::queue);
  private static final Kind MONITOR = released("synchronized", LockKinds::monitor);
  private static final Kind SLEEP = endsByItself("Thread.sleep", ThreadKinds::sleep);
  private static final Kind SOCKET = released("Socket read", SocketKinds::read);

  /** A few, of which each can also be had so that it need not block. */
  static final List<Kind> COMMON = List.of(LOCK, QUEUE, MONITOR, SLEEP, SOCKET);

  /** All, the most common ones first. */
  static final List<Kind> ALL =
      List.of(
          LOCK,
          released("Condition.await", LockKinds::condition),
          released("Semaphore.acquire", LockKinds::semaphore),
          released("CountDownLatch.await", LockKinds::latch),
          QUEUE,
          released("CompletableFuture.join", ThreadKinds::futureJoin),
          MONITOR,
          released("Object.wait", LockKinds::objectWait),
          released("LockSupport.park", ThreadKinds::park),
          released("Thread.join", ThreadKinds::join),
          SLEEP,
          endsAtOnce("Thread.yield", ThreadKinds::letOthersRun),
          SOCKET,
          released("Socket write", SocketKinds::write),
          released("Socket.connect", SocketKinds::connect),
          released("ServerSocket.accept", SocketKinds::accept),
          released("DatagramSocket.receive", SocketKinds::receive),
          released("SocketChannel.read", SocketKinds::channelRead),
          released("Selector.select", PipeKinds::select),
          released("Pipe.SourceChannel.read", PipeKinds::pipe),
          released("PipedInputStream.read", PipeKinds::pipedStream),
          released("Process.waitFor", PipeKinds::processEnd),
          released("Process output read", PipeKinds::processOutput),
          released("FIFO open", FileKinds::fifoOpen),
          released("FIFO read", FileKinds::fifoRead),
          endsByItself("File read from disk", FileKinds::coldRead),
          endsByItself("FileChannel.force", FileKinds::force),
          released("FileChannel.lock", FileKinds::lock),
          endsByItself("InetAddress.getByName", SocketKinds::lookUp),
          endsByItself("MaybeFork.blocking", NativeKinds::markedCall),
          endsByItself("Foreign function", NativeKinds::call));

  private Kinds() {}
}
