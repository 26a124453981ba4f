package dev.maybefork.testing;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Invokes a test once in each kind of {@link Caller}. */
final class EveryCallerExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    return Caller.all().map(InOneCaller::new);
  }

  /** One invocation. */
  private record InOneCaller(Caller caller)
      implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver {

    @Override
    public String getDisplayName(int invocationIndex) {
      return caller.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<@Nullable Void> test,
        ReflectiveInvocationContext<Method> method,
        ExtensionContext context)
        throws Exception {
      caller.run(() -> proceed(test));
    }

    private static void proceed(Invocation<@Nullable Void> test) throws Exception {
      try {
        test.proceed();
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Caller.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return caller;
    }
  }
}
