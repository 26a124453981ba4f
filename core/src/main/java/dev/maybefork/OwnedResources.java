package dev.maybefork;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a scope was given to close. Thread-safe. */
final class OwnedResources {
  // guarded by this
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Takes the resource; closes it and throws if it's too late for that. */
  void add(AutoCloseable resource) {
    synchronized (this) {
      if (!closed) {
        open.push(resource);
        return;
      }
    }
    IllegalStateException refused =
        new IllegalStateException("the scope is closed; so the resource was closed too");
    Failures.join(refused, close(resource));
    throw refused;
  }

  /** Closes all, the last first. What the first of them threw, with the others suppressed. */
  @Nullable Throwable closeAll() {
    synchronized (this) {
      closed = true;
    }
    Throwable first = null;
    for (AutoCloseable resource : open) {
      first = Failures.join(first, close(resource));
    }
    open.clear();
    return first;
  }

  private static @Nullable Throwable close(AutoCloseable resource) {
    try {
      resource.close();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    } catch (Throwable e) {
      return e;
    }
  }
}
