package dev.maybefork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maybefork.testing.JavaCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a flight recording has of the library: the events of docs/jfr-events.md. */
class FlightTest {
  private static String run(List<String> options, String program) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of("-cp", JavaCommand.CLASS_PATH, "dev.maybefork.contract.Flights", program));
    return JavaCommand.run(arguments);
  }

  /** From before its first use on: so the self-test's bodies would be in it. */
  @ParameterizedTest
  @ValueSource(strings = {"inline", "handoff"})
  void aRecordingHasAllOfAProgramAndNothingElse(String engine) throws Exception {
    String output = run(List.of(JavaCommand.OPEN, "-Dmaybefork.engine=" + engine), "recorded");
    assertThat(output)
        .contains("fork SLEEP at dev.maybefork.contract.Flights.sleeps by main in callsFork")
        .contains("fork OTHER at dev.maybefork.contract.Flights.spins by main")
        .contains("held SLEEP at dev.maybefork.contract.Flights.sleeps by main")
        .contains("end SLEEP true")
        .contains("loop 10 items 9 inline 1 forked 0 at limit")
        .contains("scope 2 items 1 inline 1 forked 1 at limit")
        .contains(engine.equals("inline") ? "hand-off TIMED" : "hand-off ENGINE")
        .contains("{Fork=4, ForkEnd=4, HandOff=" + (engine.equals("inline") ? 1 : 8))
        .contains("stats 12 inline, forks SLEEP=3 OTHER=1")
        .contains("HeldCaller=2, Loop=1, Scope=1, Stats=1}");
  }

  @Test
  void soHasOneThatBeginsLater() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "late"))
        .contains("fork SLEEP at dev.maybefork.contract.Flights.sleeps by main in callsFork")
        .contains("{Fork=4, ForkEnd=4, HandOff=1, HeldCaller=2, Loop=1, Scope=1, Stats=");
  }

  @Test
  void soHasOneWhereBodiesAreWatched() throws Exception {
    String output = run(List.of(), "recorded");
    assertThat(output)
        .contains("fork SLEEP at dev.maybefork.contract.Flights.sleeps by main")
        .contains("held SLEEP")
        .contains("loop 10 items")
        .contains("scope 2 items");
  }

  /**
   * The VM of JDK 25 to 27 threw away the caller's first one: {@code java.lang.MaybeForkFlight}.
   */
  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-Xmixed"})
  void noEventOfTheCallerIsLost(String compiler) throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN, compiler), "others"))
        .contains("{after in main=8, after in virtual=8, in main=8, in virtual=8}");
  }

  @Test
  void aCallThatNoHookSees() throws Exception {
    String output = run(List.of(JavaCommand.OPEN), "native");
    assertThat(output).contains("held NATIVE");
  }

  @Test
  void nothingIsRecordedThatNobodyWants() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "off")).contains("{}");
  }

  /** Neither the recorder nor management is there. */
  @Test
  void withoutTheModules() throws Exception {
    String output = run(List.of(JavaCommand.OPEN, "--limit-modules=java.base"), "works");
    assertThat(output).contains("1 forked of 2");
  }

  @Test
  void aBeanShowsTheNumbers() throws Exception {
    assertThat(run(List.of(JavaCommand.OPEN), "bean")).contains("Inline 1", "Engine inline");
    assertThat(run(List.of(), "bean")).contains("Inline 1", "Engine watch");
  }
}
