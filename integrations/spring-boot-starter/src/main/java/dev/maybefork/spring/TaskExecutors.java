package dev.maybefork.spring;

import dev.maybefork.ForkContext;
import dev.maybefork.MaybeFork;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Makes the executor: Spring's own, with Boot's settings and decorators, on our threads. */
final class TaskExecutors {
  private TaskExecutors() {}

  /**
   * Called by Spring, in place of the method of Boot's that makes its executor.
   *
   * @param builder has all of {@code spring.task.execution.*}, and the application's decorators
   */
  static SimpleAsyncTaskExecutor create(
      SimpleAsyncTaskExecutorBuilder builder, MaybeForkProperties properties) {
    SimpleAsyncTaskExecutor executor = builder.virtualThreads(false).build(); // they come first
    if (executor.getThreadFactory() == null) { // else a customizer of the application's set one
      executor.setThreadFactory(new NamedThreads(executor, threads(properties)));
    }
    return executor;
  }

  private static ThreadFactory threads(MaybeForkProperties properties) {
    ForkContext context = properties.context() ? ForkContext.registered() : ForkContext.none();
    return MaybeFork.threadFactory(properties.condition(), context);
  }

  /** Names threads as the executor does, which leaves that to a factory if it has one. */
  private static final class NamedThreads implements ThreadFactory {
    private final SimpleAsyncTaskExecutor executor;
    private final ThreadFactory threads;
    private final AtomicLong count = new AtomicLong();

    NamedThreads(SimpleAsyncTaskExecutor executor, ThreadFactory threads) {
      this.executor = executor;
      this.threads = threads;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = threads.newThread(task);
      thread.setName(executor.getThreadNamePrefix() + count.incrementAndGet());
      return thread;
    }
  }
}
