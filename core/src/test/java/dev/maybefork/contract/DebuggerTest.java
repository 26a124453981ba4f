package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector.Argument;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A debugger that suspends a JVM in which virtual threads have called maybeFork. */
class DebuggerTest {
  /**
   * The VM waits for all transitions of virtual threads to end: a caller must not be left in one.
   */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void itCanSuspendCallers() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "-cp",
                    Path.of("target", "classes") + ":" + Path.of("target", "test-classes"),
                    "dev.maybefork.contract.OtherJvm",
                    "spinAfterCalls"))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      String port = output.readLine().replaceAll(".*: *", "");
      assertThat(output.readLine()).isEqualTo("spinning");
      VirtualMachine vm = attach(port);
      CompletableFuture.runAsync(vm::suspend).get(20, TimeUnit.SECONDS);
      vm.resume();
      vm.dispose();
    } finally {
      process.destroyForcibly();
      assertThat(process.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }

  private static VirtualMachine attach(String port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(port);
    Objects.requireNonNull(arguments.get("timeout"))
        .setValue(Long.toString(Duration.ofSeconds(20).toMillis()));
    return connector.attach(arguments);
  }
}
