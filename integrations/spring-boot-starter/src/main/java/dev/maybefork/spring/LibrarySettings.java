package dev.maybefork.spring;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Hands the properties that hold for the whole JVM to the library, which knows system properties:
 * before any bean of the application is made, as it reads them once, at its first use. Those that
 * are there already stay. The properties that the agent reads are not among them: it starts before
 * the application.
 */
final class LibrarySettings implements BeanFactoryPostProcessor {
  private final Environment environment;

  LibrarySettings(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
    MaybeForkProperties properties =
        Binder.get(environment).bindOrCreate("maybefork", MaybeForkProperties.class);
    MaybeForkProperties.Engine engine = properties.engine();
    set("engine", engine == null ? null : engine.name().toLowerCase(Locale.ROOT));
    set("helpers", properties.helpers());
    set("heldMillis", properties.heldMillis());
    set("heldWarnSeconds", properties.heldWarnSeconds());
  }

  private static void set(String name, @Nullable Object value) {
    String property = "maybefork." + name;
    if (value != null && System.getProperty(property) == null) {
      System.setProperty(property, value.toString());
    }
  }
}
