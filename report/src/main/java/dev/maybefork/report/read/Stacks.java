package dev.maybefork.report.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of a recording, each once, by a number. A stack is a list of frames, innermost first.
 */
final class Stacks {
  /** Who has no stack. */
  static final int NONE = 0;

  private static final int MAX_CACHED = 50_000;

  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<List<String>> stacks = new ArrayList<>();

  /** The parser gives the same object for the same stack, within a chunk. */
  private final IdentityHashMap<RecordedStackTrace, Integer> recorded = new IdentityHashMap<>();

  private final Map<String, Integer> texts = new HashMap<>();
  private final Map<Long, Integer> forks = new HashMap<>();
  private final Map<String, String> frames = new HashMap<>();

  Stacks() {
    number(List.of());
  }

  List<String> frames(int number) {
    return stacks.get(number);
  }

  int size() {
    return stacks.size();
  }

  int of(@Nullable RecordedStackTrace trace) {
    if (trace == null) {
      return NONE;
    }
    Integer known = recorded.get(trace);
    if (known != null) {
      return known;
    }
    if (recorded.size() >= MAX_CACHED) {
      recorded.clear();
    }
    int number = number(trace.getFrames().stream().map(frame -> once(Frames.of(frame))).toList());
    recorded.put(trace, number);
    return number;
  }

  /** Of lines, one a frame. */
  int ofText(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    return texts.computeIfAbsent(
        text, lines -> number(lines.lines().map(line -> once(Frames.ofText(line))).toList()));
  }

  /** The body's frames above its caller's, without the library's between them. */
  int forked(int body, int caller) {
    return forks.computeIfAbsent(
        ((long) body << 32) | caller, _ -> number(joined(frames(body), frames(caller))));
  }

  private static List<String> joined(List<String> body, List<String> caller) {
    List<String> joined = new ArrayList<>();
    int end = ownEnd(body);
    joined.addAll(body.subList(0, end));
    joined.add(Frames.FORK);
    int begin = 0;
    while (begin < caller.size() && !Frames.isProgram(caller.get(begin))) {
      begin++;
    }
    joined.addAll(caller.subList(begin, caller.size()));
    return List.copyOf(joined);
  }

  /** Where the frames end that the body has for itself; those below them started it. */
  private static int ownEnd(List<String> body) {
    int end = body.size();
    while (end > 0 && !Frames.isProgram(body.get(end - 1))) {
      end--;
    }
    return end == 0 ? body.size() : end;
  }

  private int number(List<String> stack) {
    return numbers.computeIfAbsent(
        stack,
        added -> {
          stacks.add(added);
          return stacks.size() - 1;
        });
  }

  private String once(String frame) {
    return Objects.requireNonNullElse(frames.putIfAbsent(frame, frame), frame);
  }

  /** The innermost frame of the program itself, or null. */
  static @Nullable String site(List<String> stack) {
    return stack.stream().filter(Frames::isProgram).findFirst().orElse(null);
  }
}
