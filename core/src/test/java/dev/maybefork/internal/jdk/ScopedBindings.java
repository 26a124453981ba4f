package dev.maybefork.internal.jdk;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Where the JDK keeps a thread's scoped values. {@code java.lang} must be open. */
final class ScopedBindings {
  private ScopedBindings() {}

  /** Null when nobody knows but the stack; the class {@code Thread} if there never was one. */
  static @Nullable Object ofThisThread() throws ReflectiveOperationException {
    Field field = Thread.class.getDeclaredField("scopedValueBindings");
    field.setAccessible(true);
    return field.get(Thread.currentThread());
  }
}
