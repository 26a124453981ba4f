package dev.maybefork.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether somebody looks. */
final class Terminals {
  private Terminals() {}

  /** Whether input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // it is, in JDK 25, if they are not
  static boolean isOutput() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }
}
