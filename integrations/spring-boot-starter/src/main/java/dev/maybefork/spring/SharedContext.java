package dev.maybefork.spring;

import dev.maybefork.ForkContext;
import dev.maybefork.micrometer.MicrometerContext;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * Has bodies see what Micrometer carries, as long as an application context wants it. In most
 * programs the library has found that by itself. In an executable jar that brings the agent it
 * can't: the class loader that the library is in doesn't see the nested jars.
 *
 * <p>It is registered once, however many application contexts there are: else it would be captured
 * as often.
 */
final class SharedContext implements DisposableBean {
  private static int users;
  private static ForkContext.@Nullable Registration registration;

  SharedContext() {
    acquire();
  }

  @Override
  public void destroy() {
    release();
  }

  private static synchronized void acquire() {
    if (users++ == 0 && !isFound()) {
      registration = ForkContext.register(new MicrometerContext());
    }
  }

  private static synchronized void release() {
    if (--users == 0 && registration != null) {
      registration.close();
      registration = null;
    }
  }

  /** Whether the library's own class loader has it. */
  private static boolean isFound() {
    return ServiceLoader.load(ForkContext.class, ForkContext.class.getClassLoader()).stream()
        .anyMatch(provider -> provider.type() == MicrometerContext.class);
  }
}
