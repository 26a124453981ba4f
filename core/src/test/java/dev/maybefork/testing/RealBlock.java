package dev.maybefork.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkBody;
import dev.maybefork.MaybeFork;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One real block of each kind, and what ends it. */
public enum RealBlock {
  PARK(BlockKind.PARK) {
    @Override
    public Instance open() {
      CountDownLatch latch = new CountDownLatch(1);
      return new Instance(latch::await, latch::countDown, () -> {});
    }
  },
  MONITOR(BlockKind.MONITOR) {
    @Override
    public Instance open() throws Exception {
      Object monitor = new Object();
      CountDownLatch held = new CountDownLatch(1);
      Blocker release = new Blocker();
      Thread holder =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                synchronized (monitor) {
                  held.countDown();
                  release.awaitUninterruptibly();
                }
              });
      held.await();
      return new Instance(
          () -> {
            synchronized (monitor) {
              assertThat(release.isReleased()).isTrue();
            }
          },
          release::release,
          () -> {
            release.release();
            holder.join();
          });
    }
  },
  OBJECT_WAIT(BlockKind.MONITOR) {
    @Override
    public Instance open() {
      Object monitor = new Object();
      AtomicBoolean released = new AtomicBoolean();
      return new Instance(
          () -> {
            synchronized (monitor) {
              while (!released.get()) {
                monitor.wait();
              }
            }
          },
          () -> {
            synchronized (monitor) {
              released.set(true);
              monitor.notifyAll();
            }
          },
          () -> {});
    }
  },
  SLEEP(BlockKind.SLEEP) {
    @Override
    public Instance open() {
      if (!Caller.watches()) {
        return new Instance(() -> Thread.sleep(20), null, () -> {});
      }
      AtomicBoolean released = new AtomicBoolean(); // who only watches may miss a short sleep
      return new Instance(
          () -> {
            while (!released.get()) {
              Thread.sleep(20);
            }
          },
          () -> released.set(true),
          () -> {});
    }
  },
  SOCKET(BlockKind.SOCKET) {
    @Override
    public Instance open() throws Exception {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
        Socket client = new Socket(loopback, server.getLocalPort());
        Socket peer = server.accept();
        return new Instance(
            () -> assertThat(client.getInputStream().read()).isEqualTo(1),
            () -> peer.getOutputStream().write(1),
            () -> closeAll(client, peer));
      }
    }
  },
  PIPE(BlockKind.PIPE) {
    @Override
    public Instance open() throws Exception {
      Pipe pipe = Pipe.open();
      return new Instance(
          () -> assertThat(pipe.source().read(ByteBuffer.allocate(1))).isEqualTo(1),
          () -> pipe.sink().write(ByteBuffer.allocate(1)),
          () -> closeAll(pipe.source(), pipe.sink()));
    }
  },
  PROCESS(BlockKind.PROCESS) {
    @Override
    public Instance open() throws Exception {
      Process process = new ProcessBuilder("cat").start();
      return new Instance(
          process::waitFor, () -> process.getOutputStream().close(), process::destroyForcibly);
    }
  },
  YIELD(BlockKind.YIELD) {
    @Override
    public Instance open() {
      return new Instance(Thread::yield, null, () -> {});
    }
  },
  MARKED(BlockKind.MARKED) {
    @Override
    public Instance open() {
      AtomicBoolean released = new AtomicBoolean();
      CountDownLatch entered = new CountDownLatch(1);
      return new Instance(
          () ->
              MaybeFork.blocking(() -> {
                entered.countDown();
                while (!released.get()) {
                  Thread.onSpinWait(); // a native function that nobody can see into
                }
                return 0;
              }),
          () -> {
            entered.await();
            released.set(true);
          },
          () -> {},
          /* waitsForRelease= */ true);
    }
  };

  public final BlockKind kind;

  RealBlock(BlockKind kind) {
    this.kind = kind;
  }

  public abstract Instance open() throws Exception;

  private static void closeAll(Closeable... all) throws Exception {
    for (Closeable each : all) {
      each.close();
    }
  }

  /** To be used once. */
  public static final class Instance implements AutoCloseable {
    private final ForkBody call;
    private final @Nullable ForkBody release; // null if it ends by itself
    private final ForkBody close;
    private final boolean waitsForRelease; // the release does, for the body to be there
    private volatile @Nullable Thread blocked;
    private volatile boolean over;

    public Instance(ForkBody call, @Nullable ForkBody release, ForkBody close) {
      this(call, release, close, /* waitsForRelease= */ false);
    }

    public Instance(
        ForkBody call, @Nullable ForkBody release, ForkBody close, boolean waitsForRelease) {
      this.call = call;
      this.release = release;
      this.close = close;
      this.waitsForRelease = waitsForRelease;
    }

    /** The body. */
    public void block() throws Exception {
      blocked = Thread.currentThread();
      try {
        call.run();
      } finally {
        over = true;
      }
    }

    public boolean endsByItself() {
      return release == null;
    }

    public void release() throws Exception {
      if (release != null) {
        release.run();
      }
    }

    /**
     * By another thread, as soon as the body is blocked: for a caller that is held. A thread that
     * went on looking for the block of a body that is over would be in the way of all tests that
     * follow.
     */
    public void releaseOnceBlocked() {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              Await.until(() -> over || isBlocked(), "the body is blocked");
              if (!over) {
                release();
              }
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }

    private boolean isBlocked() {
      Thread thread = blocked;
      return thread != null
          && switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> waitsForRelease;
          };
    }

    @Override
    public void close() throws IOException {
      over = true;
      try {
        close.run();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
