package dev.maybefork.spring;

import dev.maybefork.micrometer.MaybeForkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Meters of what has become of bodies, where there is a registry for them. */
@AutoConfiguration(
    after = {MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class})
@ConditionalOnClass({MeterRegistry.class, MetricsAutoConfiguration.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnMaybeFork
public final class MaybeForkMetricsAutoConfiguration {
  /** By Spring. */
  MaybeForkMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  MaybeForkMetrics maybeForkMetrics() {
    return new MaybeForkMetrics();
  }
}
