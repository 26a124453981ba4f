package dev.maybefork.examples.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A subcommand of this program in a process of its own. It ends when this one does. */
final class OwnProcess implements AutoCloseable {
  /** It lives too briefly for the best code. */
  private static final List<String> QUICK_START =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final String address;

  private OwnProcess(Process process) throws IOException {
    this.process = process;
    BufferedReader out = process.inputReader(UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new EOFException("has ended: " + process.info().commandLine().orElse("a subcommand"));
    }
    address = line;
  }

  /** Starts one, and waits until it says where it can be reached. */
  static OwnProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Enrich.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new OwnProcess(process);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Called by the subcommand: waits until the one that started it has gone, or hangs up. */
  static void awaitEnd() throws IOException {
    while (System.in.read() >= 0) {
      // nothing is said to it
    }
  }

  /** A host and a port. */
  String address() {
    return address;
  }

  InetSocketAddress socketAddress() {
    return Address.of(address);
  }

  /** Returns when it has ended. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
