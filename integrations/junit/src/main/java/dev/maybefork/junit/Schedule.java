package dev.maybefork.junit;

import dev.maybefork.ForkOn;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One invocation of a test: the condition under which its bodies fork. */
class Schedule implements TestTemplateInvocationContext, InvocationInterceptor {
  private final String name;
  private final ForkOn on;
  private final Duration timeout;

  Schedule(String name, ForkOn on, Duration timeout) {
    this.name = name;
    this.on = on;
    this.timeout = timeout;
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return name;
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    TimedCall test = new TimedCall(invocation::proceed, name, timeout);
    try (ForkOn.Everywhere schedule = on.everywhere()) {
      try {
        test.run();
      } finally {
        ended(schedule.forked(), test.hung(), context);
      }
    }
  }

  /** The test method has ended, or hangs. */
  void ended(boolean forked, boolean hung, ExtensionContext context) {}
}
