package dev.maybefork.bench.suite;

import dev.maybefork.EngineStatus;
import dev.maybefork.MaybeFork;
import java.io.IOException;

/** What serves in a JVM as users run it, by such a JVM itself. */
public final class EngineReport {
  private static final int LIMIT_SECONDS = 60;

  private EngineReport() {}

  /**
   * Prints it.
   *
   * @param args none
   */
  public static void main(String[] args) {
    EngineStatus status = MaybeFork.engineStatus();
    System.out.printf(
        "engine %s; blocked in native code: %s; agents: %s%n",
        status.engine(), status.nativeCalls(), status.agents());
  }

  static String ask(Children children) throws IOException, InterruptedException {
    try (var child = children.java("engine", Caller.users(), EngineReport.class)) {
      return child.awaitEnd(LIMIT_SECONDS).getLast();
    }
  }
}
