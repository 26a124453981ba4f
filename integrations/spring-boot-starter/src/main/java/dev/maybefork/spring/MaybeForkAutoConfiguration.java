package dev.maybefork.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * MaybeFork for the application's task executor, if {@code maybefork.enabled=true}; and what bodies
 * see of their callers.
 */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class)
@ConditionalOnMaybeFork
@EnableConfigurationProperties(MaybeForkProperties.class)
public final class MaybeForkAutoConfiguration {
  /** By Spring. */
  MaybeForkAutoConfiguration() {}

  @Bean
  static TaskExecutorReplacement maybeForkTaskExecutorReplacement() {
    return new TaskExecutorReplacement();
  }

  @Bean
  static LibrarySettings maybeForkLibrarySettings(Environment environment) {
    return new LibrarySettings(environment);
  }

  @Bean
  @ConditionalOnBooleanProperty(name = "maybefork.context", matchIfMissing = true)
  SharedContext maybeForkSharedContext() {
    return new SharedContext();
  }

  @Bean
  StartupReport maybeForkStartupReport(MaybeForkProperties properties) {
    return new StartupReport(properties.condition());
  }
}
