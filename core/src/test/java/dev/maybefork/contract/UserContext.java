package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.ForkContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The name of the user, as a framework would carry it over. */
final class UserContext implements ForkContext {
  static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

  private final AtomicInteger restored = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** By the thread in which it was undone. */
  final Map<Thread, String> leftBehind = new ConcurrentHashMap<>();

  @Override
  public Snapshot capture() {
    String captured = USER.get();
    return () -> {
      String before = USER.get();
      USER.set(captured);
      restored.incrementAndGet();
      return () -> {
        leftBehind.put(Thread.currentThread(), String.valueOf(USER.get()));
        set(before);
        closed.incrementAndGet();
      };
    };
  }

  void assertUndone(int times) {
    assertThat(restored).hasValue(times);
    assertThat(closed).hasValue(times);
  }

  private static void set(@Nullable String user) {
    if (user == null) {
      USER.remove();
    } else {
      USER.set(user);
    }
  }
}
