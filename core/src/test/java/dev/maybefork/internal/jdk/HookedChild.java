package dev.maybefork.internal.jdk;

import dev.maybefork.agent.SiteNames;
import dev.maybefork.testing.OtherScheduler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that the hooks take for a child: its own scheduler, as a child is, which runs it
 * on a pool of platform threads.
 */
final class HookedChild implements Executor, NativeCalls {
  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());

  private static @Nullable String obstacle = "not installed yet";

  private final boolean moves;
  private final Consumer<String> seen;

  private HookedChild(Consumer<String> seen, boolean moves) {
    this.seen = seen;
    this.moves = moves;
  }

  /** Runs a body as a child, and gives its result. What it blocked in goes into the list. */
  static <T> T run(List<String> seen, Callable<T> body) throws Exception {
    return run(seen::add, /* moves= */ true, body);
  }

  static <T> T run(Consumer<String> seen, boolean moves, Callable<T> body) throws Exception {
    install();
    HookedChild child = new HookedChild(seen, moves);
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            result.complete(body.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    OtherScheduler.newThread(child, task).start();
    return result.get(30, TimeUnit.SECONDS);
  }

  private static synchronized void install() {
    if (obstacle != null) {
      obstacle = NativeCallHooks.install(HookedChild.class, new Current());
    }
    if (obstacle != null) {
      throw new AssertionError(obstacle);
    }
  }

  @Override
  public void execute(Runnable slice) {
    POOL.execute(slice);
  }

  @Override
  public int before(int site, int kind, int fd, boolean reads) {
    if (loadsClass()) {
      return HookProtocol.PROCEED;
    }
    seen.accept(SiteNames.site(site) + " " + SiteNames.kind(kind));
    if (moves) {
      Thread.yield();
    }
    return moves ? HookProtocol.MOVED : HookProtocol.PROCEED;
  }

  /** The jar of a class that is needed may not be in the page cache. */
  private static boolean loadsClass() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames.anyMatch(frame -> frame.getClassName().equals("java.lang.ClassLoader")));
  }

  @Override
  public void park(int fd, boolean reads, boolean interruptible) {
    throw new AssertionError("never entered");
  }

  @Override
  public void leave(int fd, boolean reads) {
    throw new AssertionError("never entered");
  }

  @Override
  public void closing(int fd) {}

  @Override
  public void after() {
    seen.accept("after");
  }

  /** To the child that is the current thread. */
  private static final class Current implements NativeCalls {
    private static NativeCalls child() {
      return (NativeCalls) Objects.requireNonNull(Internals.scheduler(Thread.currentThread()));
    }

    @Override
    public int before(int site, int kind, int fd, boolean reads) {
      return child().before(site, kind, fd, reads);
    }

    @Override
    public void park(int fd, boolean reads, boolean interruptible) {
      child().park(fd, reads, interruptible);
    }

    @Override
    public void leave(int fd, boolean reads) {
      child().leave(fd, reads);
    }

    @Override
    public void closing(int fd) {}

    @Override
    public void after() {
      child().after();
    }
  }
}
