package dev.maybefork.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** What JUnit asks for the invocations of a test with {@link ForkSchedules}. */
final class ForkSchedulesExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return isAnnotated(context.getTestMethod(), ForkSchedules.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method test = context.getRequiredTestMethod();
    ForkSchedules given = findAnnotation(test, ForkSchedules.class).orElseThrow();
    int maxBlocks = atLeastOne("maxBlocks", given.maxBlocks(), test);
    int seconds = atLeastOne("timeoutSeconds", given.timeoutSeconds(), test);
    return new ScheduleSeries(maxBlocks, Duration.ofSeconds(seconds)).stream();
  }

  private static int atLeastOne(String name, int value, Method test) {
    if (value < 1) {
      throw new ExtensionConfigurationException(
          "@ForkSchedules on " + test + ": " + name + " must be at least 1: " + value);
    }
    return value;
  }
}
