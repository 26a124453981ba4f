package dev.maybefork;

import dev.maybefork.internal.jdk.Log;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of this JVM, and how a body gets those of its caller. Nothing here is a lambda that
 * a caller would link, maybe at the end of its stack: see {@link BodyCall}.
 */
final class Contexts {
  static final ForkContext NONE = new None();
  static final ForkContext REGISTERED = new Registered();

  /** Null if there is none, which is what most programs have. Written under the lock. */
  private static volatile @Nullable ForkContext all;

  private static final Object LOCK = new Object();

  private Contexts() {}

  private record None() implements ForkContext, ForkContext.Snapshot, ForkContext.Scope {
    @Override
    public Snapshot capture() {
      return this;
    }

    @Override
    public Scope restore() {
      return this;
    }

    @Override
    public void close() {}
  }

  private record Registered() implements ForkContext {
    @Override
    public Snapshot capture() {
      return Objects.requireNonNullElse(all, NONE).capture();
    }
  }

  // registering

  private static final class Registration implements ForkContext.Registration {
    private final ForkContext context;
    private final AtomicBoolean over = new AtomicBoolean();

    Registration(ForkContext context) {
      this.context = context;
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        synchronized (LOCK) {
          List<ForkContext> others = SeveralContexts.of(all);
          others.remove(context);
          all = SeveralContexts.asOne(others);
        }
      }
    }
  }

  static ForkContext.Registration register(ForkContext context) {
    Objects.requireNonNull(context, "context");
    Registration registration = new Registration(context);
    add(context);
    return registration;
  }

  private static void add(ForkContext context) {
    synchronized (LOCK) {
      List<ForkContext> contexts = SeveralContexts.of(all);
      contexts.add(context);
      all = SeveralContexts.asOne(contexts);
    }
  }

  /**
   * Those that a ServiceLoader finds. One that can't be had keeps nobody from the others. What a
   * context finds by its thread's class loader when it's made is what the library's would find:
   * Micrometer's looks for its accessors so.
   */
  static void find() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader own = ForkContext.class.getClassLoader();
    thread.setContextClassLoader(own);
    try {
      find(ServiceLoader.load(ForkContext.class, own).iterator());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void find(Iterator<ForkContext> found) {
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        add(found.next());
      } catch (ServiceConfigurationError e) {
        Log.later(Level.WARNING, "bodies don''t see a context: {0}", Log.printable(e));
      }
    }
  }

  // bodies

  static <T extends @Nullable Object> Callable<T> within(ForkContext context, Callable<T> body) {
    ForkContext actual = actual(context);
    return actual == null ? body : new ContextCall<>(actual.capture(), body);
  }

  static Runnable within(ForkContext context, Runnable body) {
    ForkContext actual = actual(context);
    return actual == null ? body : new ContextRunnable(actual.capture(), body);
  }

  static <E extends @Nullable Object, R extends @Nullable Object>
      ForkLoop.ItemFunction<? super E, ? extends R> itemWithin(
          ForkContext context, ForkLoop.ItemFunction<? super E, ? extends R> function) {
    ForkContext actual = actual(context);
    return actual == null ? function : new ContextItem<E, R>(actual.capture(), function);
  }

  static ThreadFactory threadsWithin(ForkContext context, ThreadFactory threads) {
    return context instanceof None ? threads : new ContextThreads(context, threads);
  }

  private static @Nullable ForkContext actual(ForkContext context) {
    if (context instanceof Registered) {
      return all;
    }
    return context instanceof None ? null : context;
  }

  private record ContextCall<T extends @Nullable Object>(
      ForkContext.Snapshot snapshot, Callable<T> body) implements Callable<T> {
    @Override
    public T call() throws Exception {
      try (var _ = snapshot.restore()) {
        return body.call();
      }
    }
  }

  private record ContextRunnable(ForkContext.Snapshot snapshot, Runnable body) implements Runnable {
    @Override
    public void run() {
      try (var _ = snapshot.restore()) {
        body.run();
      }
    }
  }

  private record ContextItem<E extends @Nullable Object, R extends @Nullable Object>(
      ForkContext.Snapshot snapshot, ForkLoop.ItemFunction<? super E, ? extends R> function)
      implements ForkLoop.ItemFunction<E, R> {
    @Override
    public R apply(E item) throws Exception {
      try (var _ = snapshot.restore()) {
        return function.apply(item);
      }
    }
  }

  private record ContextThreads(ForkContext context, ThreadFactory threads)
      implements ThreadFactory {
    @Override
    public Thread newThread(Runnable runnable) {
      Objects.requireNonNull(runnable, "runnable");
      return threads.newThread(within(context, runnable));
    }
  }
}
