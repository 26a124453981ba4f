package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.BlockKind;
import dev.maybefork.ForkBody;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkOn;
import dev.maybefork.ForkScope;
import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The program that {@link HeldLocksTest} starts: bodies that block while they hold the lock of the
 * class loader which the library itself comes from. Each shape has a loader of its own, so that the
 * library begins anew. Whoever needs a class in the wrong moment waits for ever.
 */
public final class HeldLocks {
  /** Who loads a class needs its lock, as with the jar of a program that is being read. */
  static final class LockingLoader extends URLClassLoader {
    LockingLoader(URL[] urls) {
      super(urls, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (this) {
        return super.loadClass(name, resolve);
      }
    }
  }

  private HeldLocks() {}

  /** Arguments: a shape, and whether the caller is a virtual thread. */
  public static void main(String[] args) throws Exception {
    try (LockingLoader loader = new LockingLoader(urls())) {
      Class<?> program = loader.loadClass(Shapes.class.getName());
      CountDownLatch returned = new CountDownLatch(1);
      Runnable shape = (Runnable) program.getConstructor(String.class).newInstance(args[0]);
      Runnable call =
          () -> {
            shape.run();
            returned.countDown();
          };
      Thread caller = args[1].equals("virtual") ? Thread.startVirtualThread(call) : start(call);
      boolean ended = caller.join(Duration.ofSeconds(20));
      System.out.println(ended && returned.getCount() == 0 ? "returned" : "held for ever");
      Runtime.getRuntime().halt(0);
    }
  }

  private static Thread start(Runnable call) {
    return Thread.ofPlatform().daemon().start(call);
  }

  private static URL[] urls() throws IOException {
    return new URL[] {
      Path.of("target", "classes").toUri().toURL(),
      Path.of("target", "test-classes").toUri().toURL()
    };
  }

  /** In the loader. */
  public static final class Shapes implements Runnable {
    private final String shape;

    public Shapes(String shape) {
      this.shape = shape;
    }

    /** Returns when the call of the library has returned. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody ever ends them
    @Override
    public void run() {
      CountDownLatch release = new CountDownLatch(1);
      ForkBody body = () -> awaitWithLock(release);
      MaybeFork.engineStatus(); // the engine is chosen
      switch (shape) {
        case "plain" -> maybeFork(body);
        case "kinds" -> maybeFork(ForkOn.kinds(BlockKind.PARK), body);
        case "nthBlock" -> maybeFork(ForkOn.nthBlock(1), body);
        case "after" -> maybeFork(ForkOn.after(Duration.ofMillis(100)), body);
        case "or" -> maybeFork(ForkOn.nthBlock(9).or(ForkOn.after(Duration.ofMillis(100))), body);
        case "monitor" -> {
          synchronized (this) {
            maybeFork(body);
          }
        }
        case "held" -> maybeFork(ForkOn.NEVER, () -> parkWithLock());
        case "interrupted" -> {
          Thread.currentThread().interrupt();
          maybeFork(ForkOn.NEVER, () -> awaitWithLock(release));
        }
        case "thread" -> MaybeFork.threadFactory().newThread(() -> run(body)).start();
        case "executor" -> MaybeFork.executor().execute(() -> run(body));
        case "loop" -> ForkLoop.over(List.of(1)).run(item -> body.run());
        case "scope" -> ForkScope.open().fork(body);
        default -> throw new IllegalArgumentException(shape);
      }
    }

    private static void run(ForkBody body) {
      try {
        body.run();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private static void awaitWithLock(CountDownLatch release) throws InterruptedException {
      synchronized (Shapes.class.getClassLoader()) {
        release.await();
      }
    }

    private static void parkWithLock() throws InterruptedException {
      synchronized (Shapes.class.getClassLoader()) {
        Thread.sleep(100);
      }
    }
  }
}
