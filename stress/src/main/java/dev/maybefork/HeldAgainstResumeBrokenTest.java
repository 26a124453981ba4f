package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A model of {@link HeldAgainstResumeTest} in the wrong order: the host lets the child go ({@code
 * yielded}) and only then says that it holds it ({@code forks}). A resume in between is
 * overwritten, and the host waits for ever.
 */
@JCStressTest
@Outcome(id = "parked", expect = ACCEPTABLE, desc = "Not resumed yet: it couldn't be.")
@Outcome(id = "resumed", expect = ACCEPTABLE, desc = "The host goes on.")
@Outcome(id = "lost", expect = ACCEPTABLE_INTERESTING, desc = "Resumed, and held for ever.")
@State
public class HeldAgainstResumeBrokenTest {
  private enum Phase {
    CLOSED,
    HOLDING,
    RUNNABLE
  }

  private volatile Phase phase = Phase.CLOSED;
  private volatile boolean resumable;
  private boolean resumed;

  @Actor
  public void host() {
    resumable = true;
    phase = Phase.HOLDING;
  }

  @Actor
  public void resumer() {
    if (resumable) {
      resumed = true;
      phase = Phase.RUNNABLE;
    }
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = !resumed ? "parked" : phase == Phase.RUNNABLE ? "resumed" : "lost";
  }
}
