package dev.maybefork.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM like this one, for what takes a process of its own. */
final class OwnJvm {
  private OwnJvm() {}

  /** The launcher of this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** One that runs a program of this class path. */
  static ProcessBuilder program(List<String> options, Class<?> program, String argument) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(program.getName(), argument));
    return new ProcessBuilder(command);
  }
}
