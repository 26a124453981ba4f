package dev.maybefork.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What an attempt has opened: closes the last first, and all of it even if one can't be closed. */
final class Resources implements Closeable {
  private final Deque<Closeable> owned = new ArrayDeque<>();

  <C extends Closeable> C own(C resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    for (Closeable resource : owned) {
      try {
        resource.close();
      } catch (IOException e) {
        failure = join(failure, e);
      }
    }
    owned.clear();
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException join(@Nullable IOException first, IOException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
