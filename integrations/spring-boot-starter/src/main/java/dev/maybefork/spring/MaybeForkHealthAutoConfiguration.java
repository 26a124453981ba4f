package dev.maybefork.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The engine and why it serves, in {@code /actuator/health}. */
@AutoConfiguration(before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnMaybeFork
public final class MaybeForkHealthAutoConfiguration {
  /** By Spring. */
  MaybeForkHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnEnabledHealthIndicator("maybefork")
  @ConditionalOnMissingBean
  MaybeForkHealthIndicator maybeforkHealthIndicator() { // named as in the answer: "maybefork"
    return new MaybeForkHealthIndicator();
  }
}
