package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.IntegerValue;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import dev.maybefork.testing.Debugger;
import dev.maybefork.testing.JavaCommand;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A debugger stops in bodies, inline and forked, sees them as threads, and steps through them. */
@Tag("agent")
class DebuggedBodyTest {
  private final List<String> stops = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void itStopsInEveryBody(boolean agentFirst) throws Exception {
    List<String> flags = new ArrayList<>(List.of(Debugger.SUSPENDED));
    flags.add(agentFirst ? 0 : 1, JavaCommand.AGENT);
    flags.addAll(List.of("-cp", JavaCommand.CLASS_PATH, DebuggedJvm.class.getName()));
    Process process = Debugger.start(flags);
    try (BufferedReader output = process.inputReader()) {
      VirtualMachine vm = Debugger.attach(output.readLine());
      stopInBodies(vm);
      assertThat(output.readLine()).isEqualTo("works");
    } finally {
      process.destroyForcibly();
    }
    assertThat(stops)
        .containsExactly(
            "inlineBody: a virtual thread, called by main",
            "sum=10",
            "forkedBody: a virtual thread",
            "sum=10",
            "inlineBody: a virtual thread", // its caller is virtual, and has no frames meanwhile
            "sum=10",
            "forkedBody: a virtual thread",
            "sum=10");
  }

  private void stopInBodies(VirtualMachine vm) throws Exception {
    EventRequestManager requests = vm.eventRequestManager();
    ClassPrepareRequest prepared = requests.createClassPrepareRequest();
    prepared.addClassFilter(DebuggedJvm.class.getName());
    prepared.enable();
    vm.resume();
    while (true) {
      EventSet events = vm.eventQueue().remove();
      for (Event event : events) {
        switch (event) {
          case ClassPrepareEvent it -> breakIn(it.referenceType());
          case BreakpointEvent it -> {
            stops.add(stoppedAt(it.thread()));
            step(it.thread());
          }
          case StepEvent it -> {
            requests.deleteEventRequest(it.request());
            stops.add("sum=" + sum(it.thread().frame(0)));
          }
          case VMDeathEvent _, VMDisconnectEvent _ -> {
            events.resume();
            return;
          }
          default -> {}
        }
      }
      events.resume();
    }
  }

  /** At the line that computes the sum. */
  private static void breakIn(ReferenceType program) throws Exception {
    for (String name : List.of("inlineBody", "forkedBody")) {
      var lines = program.methodsByName(name).getFirst().allLineLocations();
      int line = name.equals("inlineBody") ? 0 : 1;
      program
          .virtualMachine()
          .eventRequestManager()
          .createBreakpointRequest(lines.get(line))
          .enable();
    }
  }

  private static void step(ThreadReference thread) {
    StepRequest step =
        thread
            .virtualMachine()
            .eventRequestManager()
            .createStepRequest(thread, StepRequest.STEP_LINE, StepRequest.STEP_OVER);
    step.addCountFilter(1);
    step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
    step.enable();
  }

  private static String stoppedAt(ThreadReference child) throws Exception {
    String where = child.frame(0).location().method().name() + ": ";
    where += child.isVirtual() ? "a virtual thread" : "a platform thread";
    for (ThreadReference each : child.virtualMachine().allThreads()) {
      boolean calls = false;
      if (!each.equals(child) && each.name().equals("main")) {
        for (StackFrame frame : each.frames()) {
          calls |= frame.location().method().name().equals("host"); // of SliceHost: inline
        }
      }
      where += calls ? ", called by " + each.name() : "";
    }
    return where;
  }

  private static int sum(StackFrame frame) throws Exception {
    return ((IntegerValue) frame.getValue(frame.visibleVariableByName("sum"))).value();
  }
}
