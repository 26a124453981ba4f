package dev.maybefork.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** If {@code maybefork.enabled=true}. What is neither true nor false fails; it must not mean no. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Conditional(ConditionalOnMaybeFork.Enabled.class)
@interface ConditionalOnMaybeFork {
  /** Binds the property as {@link MaybeForkProperties} does, which isn't there if it's false. */
  final class Enabled implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return Binder.get(context.getEnvironment())
          .bind("maybefork.enabled", Boolean.class)
          .orElse(false);
    }
  }
}
