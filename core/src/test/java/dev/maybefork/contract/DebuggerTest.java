package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.VirtualMachine;
import dev.maybefork.testing.Debugger;
import dev.maybefork.testing.JavaCommand;
import java.io.BufferedReader;
import java.util.List;
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
        Debugger.start(
            List.of(
                Debugger.LISTENING,
                JavaCommand.OPEN,
                "-cp",
                JavaCommand.CLASS_PATH,
                "dev.maybefork.contract.OtherJvm",
                "spinAfterCalls"));
    try (BufferedReader output = process.inputReader()) {
      String listening = output.readLine();
      assertThat(output.readLine()).isEqualTo("spinning");
      VirtualMachine vm = Debugger.attach(listening);
      CompletableFuture.runAsync(vm::suspend).get(20, TimeUnit.SECONDS);
      vm.resume();
      vm.dispose();
    } finally {
      process.destroyForcibly();
      assertThat(process.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }
}
