package dev.maybefork.report.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/** The threads of a recording, by numbers from 0. */
final class Threads {
  /** The thread of events that have none. */
  static final int NONE = 0;

  private record Known(String name, boolean virtual, long id) {}

  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Known> known = new ArrayList<>();

  Threads() {
    known.add(new Known("(no thread)", /* virtual= */ false, 0));
  }

  int of(@Nullable RecordedThread thread) {
    if (thread == null) {
      return NONE;
    }
    return numbers.computeIfAbsent(
        id(thread),
        id -> {
          known.add(new Known(name(thread), thread.isVirtual(), id));
          return known.size() - 1;
        });
  }

  /** {@code Thread.threadId()}; a thread that is none of Java's has a negative one. */
  static long id(RecordedThread thread) {
    return thread.getJavaThreadId() > 0 ? thread.getJavaThreadId() : -thread.getOSThreadId();
  }

  private static String name(RecordedThread thread) {
    @Nullable String name = thread.getJavaName();
    if (name != null && !name.isEmpty()) {
      return name;
    }
    @Nullable String os = thread.getOSName();
    return thread.isVirtual() || os == null || os.isEmpty()
        ? (thread.isVirtual() ? "virtual thread #" : "thread #") + id(thread)
        : os;
  }

  String name(int number) {
    return known.get(number).name();
  }

  boolean isVirtual(int number) {
    return known.get(number).virtual();
  }

  int size() {
    return known.size();
  }
}
