package dev.maybefork.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A run of test classes by JUnit within a test. */
record TestRun(EngineExecutionResults results) {
  static TestRun of(Class<?> test) {
    return of(Map.of(), selectClass(test));
  }

  static TestRun of(Map<String, String> parameters, DiscoverySelector... selectors) {
    return new TestRun(
        EngineTestKit.engine("junit-jupiter")
            .configurationParameters(parameters)
            .selectors(selectors)
            .execute());
  }

  static DiscoverySelector[] classes(Class<?>... tests) {
    return Arrays.stream(tests).map(test -> selectClass(test)).toArray(DiscoverySelector[]::new);
  }

  /** The invocations, in order: "never", or "never: FAILED". */
  List<String> invocations() {
    return results.testEvents().finished().stream().map(TestRun::line).toList();
  }

  private static String line(Event finished) {
    Status status = finished.getRequiredPayload(TestExecutionResult.class).getStatus();
    String name = finished.getTestDescriptor().getDisplayName();
    return status == Status.SUCCESSFUL ? name : name + ": " + status;
  }

  /** What the invocation of this name threw. */
  Throwable failure(String name) {
    return thrown(
        results.testEvents().finished().stream()
            .filter(event -> event.getTestDescriptor().getDisplayName().equals(name))
            .findFirst());
  }

  /** What the method that holds the invocations threw. */
  Throwable failureOfSeries() {
    return thrown(results.containerEvents().failed().stream().findFirst());
  }

  private static Throwable thrown(Optional<Event> finished) {
    return finished
        .orElseThrow()
        .getRequiredPayload(TestExecutionResult.class)
        .getThrowable()
        .orElseThrow();
  }

  /** What the invocations published. */
  List<String> reports() {
    return results.testEvents().reportingEntryPublished().stream()
        .map(event ->
            event
                .getRequiredPayload(org.junit.platform.engine.reporting.ReportEntry.class)
                .getKeyValuePairs()
                .get("maybefork"))
        .toList();
  }
}
