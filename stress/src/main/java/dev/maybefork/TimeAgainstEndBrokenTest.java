package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A model of {@link TimeAgainstEndTest} without the lock: each side looks at the phase, and changes
 * it then.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Forked, and both know it.")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Held, and both know it.")
@Outcome(
    id = "true, false",
    expect = ACCEPTABLE_INTERESTING,
    desc = "The caller goes on, and the body believes that it waits.")
@State
public class TimeAgainstEndBrokenTest {
  private enum Phase {
    OPEN,
    CLOSED,
    FORKED
  }

  private volatile Phase phase = Phase.OPEN;

  @Actor
  public void caller(ZZ_Result r) {
    if (phase == Phase.OPEN) {
      phase = Phase.FORKED;
      r.r1 = true;
    }
  }

  @Actor
  public void child(ZZ_Result r) {
    Phase now = phase;
    if (now != Phase.FORKED) {
      phase = Phase.CLOSED;
    }
    r.r2 = now == Phase.FORKED;
  }
}
