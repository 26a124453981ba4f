package dev.maybefork.bench.ways;

import static dev.maybefork.MaybeFork.maybeFork;

import dev.maybefork.Fork;
import dev.maybefork.ForkLoop;
import dev.maybefork.ForkScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Gatherers;

/** All ways, by the names that the page and the command line have for them. */
public enum Ways {
  /** One body after the other. */
  IN_A_ROW("in a row"),
  /** One maybeFork a body. */
  MAYBE_FORK("maybeFork each"),
  /** A loop of this library. */
  FORK_LOOP("ForkLoop"),
  /** A scope of this library. */
  FORK_SCOPE("ForkScope"),
  /** A virtual thread a body. */
  START_VIRTUAL("startVirtualThread"),
  /** The JDK's executor of virtual threads. */
  EXECUTOR("virtual-thread executor"),
  /** A scope of the JDK. */
  STRUCTURED("StructuredTaskScope"),
  /** As many platform threads as there are bodies at most. */
  FIXED_POOL("fixed pool"),
  /** As many platform threads as are needed. */
  CACHED_POOL("cached pool"),
  /** The pool that all share. */
  SUPPLY_ASYNC("supplyAsync"),
  /** The JDK's gatherer. */
  MAP_CONCURRENT("Gatherers.mapConcurrent"),
  /** Kotlin's coroutines, begun on the caller's stack. */
  UNDISPATCHED("Kotlin UNDISPATCHED");

  /** As many as there are bodies at most. */
  private static final int FIXED = 100;

  private final String title;

  Ways(String title) {
    this.title = title;
  }

  /**
   * Its name for people.
   *
   * @return a few words
   */
  public String title() {
    return title;
  }

  /**
   * Makes one, with the pool it needs.
   *
   * @return to be closed
   */
  public Way open() {
    return switch (this) {
      case IN_A_ROW -> new InARow();
      case MAYBE_FORK -> new MaybeForkEach();
      case FORK_LOOP -> new OneLoop();
      case FORK_SCOPE -> new OneScope();
      case START_VIRTUAL -> new VirtualThreads();
      case EXECUTOR -> new OnExecutor(Executors.newVirtualThreadPerTaskExecutor());
      case STRUCTURED -> new Structured();
      case FIXED_POOL -> new OnExecutor(Executors.newFixedThreadPool(FIXED));
      case CACHED_POOL -> new OnExecutor(Executors.newCachedThreadPool());
      case SUPPLY_ASYNC -> new SupplyAsync();
      case MAP_CONCURRENT -> new MapConcurrent();
      case UNDISPATCHED -> new Coroutines();
    };
  }

  private static final class InARow implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) throws Exception {
      List<T> results = new ArrayList<>();
      for (Callable<T> body : bodies) {
        results.add(body.call());
      }
      return results;
    }
  }

  private static final class MaybeForkEach implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) {
      List<Fork<T>> forks = new ArrayList<>();
      for (Callable<T> body : bodies) {
        forks.add(maybeFork(body));
      }
      List<T> results = new ArrayList<>();
      for (Fork<T> fork : forks) {
        results.add(fork.join());
      }
      return results;
    }
  }

  private static final class OneLoop implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) {
      return ForkLoop.<Callable<T>>over(bodies).<T>map(Callable::call).join();
    }
  }

  private static final class OneScope implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) throws InterruptedException {
      List<Fork<T>> forks = new ArrayList<>();
      try (ForkScope scope = ForkScope.open()) {
        for (Callable<T> body : bodies) {
          forks.add(scope.fork(body));
        }
        scope.join();
      }
      List<T> results = new ArrayList<>();
      for (Fork<T> fork : forks) {
        results.add(fork.join());
      }
      return results;
    }
  }

  private static final class VirtualThreads implements Way {
    @Override
    @SuppressWarnings("unchecked")
    public <T> List<T> all(List<? extends Callable<T>> bodies) throws InterruptedException {
      Object[] results = new Object[bodies.size()];
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < results.length; i++) {
        int index = i;
        Callable<T> body = bodies.get(i);
        threads.add(Thread.startVirtualThread(() -> results[index] = unchecked(body)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      return (List<T>) Arrays.asList(results);
    }
  }

  private static final class OnExecutor implements Way {
    private final ExecutorService executor;

    OnExecutor(ExecutorService executor) {
      this.executor = executor;
    }

    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) throws Exception {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> body : bodies) {
        futures.add(executor.submit(body));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }

    @Override
    public void close() {
      executor.close();
    }
  }

  private static final class Structured implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) throws Exception {
      try {
        return TaskScopes.all(bodies);
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class SupplyAsync implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) {
      List<CompletableFuture<T>> futures = new ArrayList<>();
      for (Callable<T> body : bodies) {
        futures.add(CompletableFuture.supplyAsync(() -> unchecked(body)));
      }
      List<T> results = new ArrayList<>();
      for (CompletableFuture<T> future : futures) {
        results.add(future.join());
      }
      return results;
    }
  }

  private static final class MapConcurrent implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) {
      return bodies.stream()
          .gather(Gatherers.<Callable<T>, T>mapConcurrent(bodies.size(), Ways::unchecked))
          .toList();
    }
  }

  private static final class Coroutines implements Way {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> bodies) {
      boolean[] delayed = new boolean[bodies.size()];
      List<Callable<T>> work = new ArrayList<>();
      long millis = 0;
      for (int i = 0; i < delayed.length; i++) {
        if (bodies.get(i) instanceof Sleeper<T> sleeper) {
          delayed[i] = sleeper.millis() > 0;
          millis = Math.max(millis, sleeper.millis());
          work.add(sleeper::work);
        } else {
          work.add(bodies.get(i));
        }
      }
      return Undispatched.all(work, delayed, millis);
    }
  }

  private static <T> T unchecked(Callable<T> body) {
    try {
      return body.call();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
