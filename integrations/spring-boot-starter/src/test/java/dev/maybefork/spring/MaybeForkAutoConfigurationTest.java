package dev.maybefork.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maybefork.MaybeFork;
import dev.maybefork.micrometer.MaybeForkMetrics;
import io.micrometer.context.ContextRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.task.SimpleAsyncTaskExecutorCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** What is there under which properties and beans. */
class MaybeForkAutoConfigurationTest {
  private static final String EXECUTOR = "applicationTaskExecutor";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  TaskExecutionAutoConfiguration.class,
                  TaskSchedulingAutoConfiguration.class,
                  MaybeForkAutoConfiguration.class,
                  MaybeForkHealthAutoConfiguration.class,
                  MaybeForkMetricsAutoConfiguration.class));

  private final ApplicationContextRunner enabled =
      runner.withPropertyValues("maybefork.enabled=true", "maybefork.fork-after=0");

  private static AsyncTaskExecutor executor(ApplicationContext context) {
    return context.getBean(EXECUTOR, AsyncTaskExecutor.class);
  }

  /** Whether a task that doesn't block is done when it was submitted, in a thread of its own. */
  private static boolean isOurs(AsyncTaskExecutor executor) throws Exception {
    Thread caller = Thread.currentThread();
    Future<Thread> hit = executor.submit(Thread::currentThread);
    return hit.isDone() && hit.get().isVirtual() && hit.get() != caller;
  }

  @ParameterizedTest
  @ValueSource(strings = {"unrelated=1", "maybefork.enabled=false"})
  void disabledByDefault(String property) {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues(property)
        .run(context -> {
          assertThat(context).hasNotFailed();
          assertThat(executor(context)).isInstanceOf(ThreadPoolTaskExecutor.class);
          assertThat(context)
              .doesNotHaveBean(MaybeForkProperties.class)
              .doesNotHaveBean(MaybeForkHealthIndicator.class)
              .doesNotHaveBean(MaybeForkMetrics.class)
              .doesNotHaveBean(SharedContext.class);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theApplicationTaskExecutorIsOurs(boolean virtualThreads) {
    enabled
        .withPropertyValues("spring.threads.virtual.enabled=" + virtualThreads)
        .run(context -> {
          assertThat(context).hasSingleBean(SimpleAsyncTaskExecutor.class);
          assertThat(isOurs(executor(context))).isTrue();
        });
  }

  @Test
  void theDefaultConditionHasATime() {
    runner
        .withPropertyValues("maybefork.enabled=true")
        .run(context ->
            assertThat(context.getBean(MaybeForkProperties.class).condition())
                .hasToString("BLOCKING.or(after(PT0.001S))"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blocking     | 0     | BLOCKING",
        "never        | 0     | NEVER",
        "always       | 0     | ALWAYS",
        "never        | 20ms  | after(PT0.02S)",
        "socket,park  | 0     | kinds(PARK, SOCKET)",
        "name-lookup  | 1s    | kinds(NAME_LOOKUP).or(after(PT1S))",
      })
  void conditionsAreProperties(String forkOn, String forkAfter, String condition) {
    enabled
        .withPropertyValues("maybefork.fork-on=" + forkOn, "maybefork.fork-after=" + forkAfter)
        .run(context ->
            assertThat(context.getBean(MaybeForkProperties.class).condition())
                .hasToString(condition));
  }

  @Test
  void limitsOfTheJvmBecomeSystemProperties() {
    try {
      System.setProperty("maybefork.heldMillis", "30"); // as by -D, which goes first
      enabled
          .withPropertyValues("maybefork.helpers=7", "maybefork.held-millis=40")
          .run(_ -> {
            assertThat(System.getProperty("maybefork.helpers")).isEqualTo("7");
            assertThat(System.getProperty("maybefork.heldMillis")).isEqualTo("30");
            assertThat(System.getProperty("maybefork.heldWarnSeconds")).isNull();
          });
    } finally {
      System.clearProperty("maybefork.helpers");
      System.clearProperty("maybefork.heldMillis");
    }
  }

  // what the application brings

  @Configuration(proxyBeanMethods = false)
  static class OwnExecutor {
    @Bean
    Executor own() {
      return Executors.newSingleThreadExecutor();
    }
  }

  @Test
  void backsOffFromAnExecutorOfTheApplication() {
    enabled
        .withUserConfiguration(OwnExecutor.class)
        .run(context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean(EXECUTOR);
          assertThat(context).hasSingleBean(Executor.class);
        });
  }

  @Test
  void replacesBootsWhereTheApplicationWantsBoth() {
    enabled
        .withUserConfiguration(OwnExecutor.class)
        .withPropertyValues("spring.task.execution.mode=force")
        .run(context -> assertThat(isOurs(executor(context))).isTrue());
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnOfThatName {
    @Bean(EXECUTOR)
    ThreadPoolTaskExecutor own() {
      return new ThreadPoolTaskExecutor();
    }
  }

  @Test
  void backsOffFromAnExecutorOfThatName() {
    enabled
        .withUserConfiguration(OwnOfThatName.class)
        .run(context -> assertThat(executor(context)).isInstanceOf(ThreadPoolTaskExecutor.class));
  }

  @Test
  void keepsTheThreadsOfACustomizer() {
    AtomicInteger made = new AtomicInteger();
    enabled
        .withBean(
            SimpleAsyncTaskExecutorCustomizer.class,
            () ->
                executor ->
                    executor.setThreadFactory(task -> {
                      made.incrementAndGet();
                      return new Thread(task);
                    }))
        .run(context -> {
          executor(context).submit(() -> {}).get();
          assertThat(made).hasValue(1);
        });
  }

  // @Async

  @Configuration(proxyBeanMethods = false)
  @EnableAsync
  @EnableScheduling
  static class AsyncConfiguration {
    @Bean
    Greeter greeter() {
      return new Greeter();
    }
  }

  static class Greeter {
    @Async
    CompletableFuture<String> thread() {
      return CompletableFuture.completedFuture(Thread.currentThread().getName());
    }
  }

  @Test
  void asyncTakesItAlsoBesideAScheduler() {
    enabled
        .withUserConfiguration(AsyncConfiguration.class)
        .withPropertyValues("spring.task.execution.thread-name-prefix=greeter-")
        .run(context -> {
          CompletableFuture<String> thread = context.getBean(Greeter.class).thread();
          assertThat(thread).isDone();
          assertThat(thread.get()).isEqualTo("greeter-1");
        });
  }

  // the settings of spring.task.execution

  @Test
  void decoratorsAreApplied() {
    AtomicInteger decorated = new AtomicInteger();
    enabled
        .withBean(
            TaskDecorator.class,
            () ->
                task -> {
                  decorated.incrementAndGet();
                  return task;
                })
        .run(context -> {
          executor(context).submit(() -> {}).get();
          assertThat(decorated).hasValue(1);
        });
  }

  @Test
  void theConcurrencyLimitHolds() {
    enabled
        .withPropertyValues(
            "spring.task.execution.simple.concurrency-limit=1",
            "spring.task.execution.simple.reject-tasks-when-limit-reached=true")
        .run(context -> {
          CountDownLatch latch = new CountDownLatch(1);
          AsyncTaskExecutor executor = executor(context);
          Future<?> blocked =
              executor.submit(() -> {
                latch.await();
                return null;
              });
          assertThatThrownBy(
                  () -> {
                    Future<?> _ = executor.submit(() -> {});
                  })
              .isInstanceOf(TaskRejectedException.class);
          latch.countDown();
          blocked.get();
        });
  }

  @Test
  void aTaskMayEndWhenTheApplicationStops() {
    AtomicInteger ended = new AtomicInteger();
    enabled
        .withPropertyValues(
            "spring.task.execution.shutdown.await-termination=true",
            "spring.task.execution.shutdown.await-termination-period=30s")
        .run(context -> {
          Future<?> task =
              executor(context)
                  .submit(() -> {
                    Thread.sleep(200);
                    return ended.incrementAndGet();
                  });
          assertThat(task.isDone()).isFalse();
        });
    assertThat(ended).hasValue(1);
  }

  // context

  private static final ThreadLocal<String> USER = new ThreadLocal<>();

  @ParameterizedTest
  @CsvSource({"true, false, ann", "false, true, ann", "true, true, ann", "false, false, null"})
  void tasksSeeTheContextOfTheirCaller(boolean ours, boolean springs, String expected) {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor("user", USER::get, USER::set, USER::remove);
    USER.set("ann");
    try {
      enabled
          .withPropertyValues(
              "maybefork.context=" + ours, "spring.task.execution.propagate-context=" + springs)
          .run(context -> {
            assertThat(executor(context).submit(() -> String.valueOf(USER.get())).get())
                .isEqualTo(expected);
            assertThat(USER.get()).isEqualTo("ann");
          });
    } finally {
      USER.remove();
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }
  }

  @Test
  void theContextIsCapturedOnceForEachBody() {
    AtomicInteger reads = new AtomicInteger();
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor(
            "user",
            () -> {
              reads.incrementAndGet();
              return "ann";
            },
            _ -> {},
            () -> {});
    try {
      MaybeFork.maybeFork(() -> {}).join();
      int once = reads.getAndSet(0); // a capture, and what restoring it takes
      assertThat(once).isPositive();
      enabled.run(_ ->
          enabled.run(_ -> {
            reads.set(0);
            MaybeFork.maybeFork(() -> {}).join();
            assertThat(reads).hasValue(once);
          }));
    } finally {
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }
  }

  // health and metrics

  @Test
  void healthAndMetersWhereSomebodyWantsThem() {
    enabled
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(context ->
            assertThat(context)
                .hasSingleBean(MaybeForkHealthIndicator.class)
                .hasSingleBean(MaybeForkMetrics.class));
    enabled
        .withPropertyValues("management.health.maybefork.enabled=false")
        .run(context ->
            assertThat(context)
                .doesNotHaveBean(MaybeForkHealthIndicator.class)
                .doesNotHaveBean(MaybeForkMetrics.class));
  }

  @Test
  void worksWithoutTheActuator() {
    enabled
        .withClassLoader(
            new FilteredClassLoader(
                "org.springframework.boot.health", "org.springframework.boot.micrometer"))
        .run(context -> assertThat(isOurs(executor(context))).isTrue());
  }
}
