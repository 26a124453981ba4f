package dev.maybefork.testing;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector.Argument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A debugger of another JVM. */
public final class Debugger {
  /** The flag of a JVM that listens for one, and says where in its first line. */
  public static final String LISTENING = listening(/* suspended= */ false);

  /** The same; it waits for the debugger before it runs anything. */
  public static final String SUSPENDED = listening(/* suspended= */ true);

  private Debugger() {}

  private static String listening(boolean suspended) {
    return "-agentlib:jdwp=transport=dt_socket,server=y,address=127.0.0.1:0,suspend="
        + (suspended ? "y" : "n");
  }

  /** Starts a JVM of the version that runs the tests. */
  public static Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.java());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Attaches to the JVM that has said this. */
  public static VirtualMachine attach(String firstLine) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(firstLine.replaceAll(".*: *", ""));
    Objects.requireNonNull(arguments.get("timeout"))
        .setValue(Long.toString(Duration.ofSeconds(20).toMillis()));
    return connector.attach(arguments);
  }
}
