package dev.maybefork.cli;

import dev.maybefork.EngineStatus;
import dev.maybefork.MaybeFork;
import java.util.ArrayList;
import java.util.List;

/** Which engine serves in this JVM, in words. */
final class EngineReport {
  private static final String PROPERTY = "maybefork.engine";

  private EngineReport() {}

  static boolean isInline() {
    return MaybeFork.engineStatus().engine().equals("inline");
  }

  static boolean isWatch() {
    return MaybeFork.engineStatus().engine().equals("watch");
  }

  /** The engine and why; then, if it is not the inline one, what to do. */
  static List<String> lines() {
    EngineStatus status = MaybeFork.engineStatus();
    List<String> lines = new ArrayList<>();
    lines.add(status.engine() + ": " + status.reason());
    if (!isInline()) {
      lines.add(whatToDo(status));
    }
    lines.add("blocked in native code: " + status.nativeCalls());
    lines.add("agents: " + status.agents());
    return lines;
  }

  private static String whatToDo(EngineStatus status) {
    if (!status.advice().isEmpty()) {
      return status.advice();
    }
    return status.engine().equals(System.getProperty(PROPERTY))
        ? "Start java without -D" + PROPERTY + "=" + status.engine() + "."
        : "Nothing is known that would give the inline engine here.";
  }
}
