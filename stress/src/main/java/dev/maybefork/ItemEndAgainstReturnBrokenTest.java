package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A model of {@link ItemEndAgainstReturnTest} with a state more: the end of the child is one, and
 * takes the place of the one that the caller looks for.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "The caller goes on with the loop.")
@Outcome(id = "false", expect = ACCEPTABLE_INTERESTING, desc = "Nobody goes on with the loop.")
@State
public class ItemEndAgainstReturnBrokenTest {
  private static final int RELIEVED = 1;
  private static final int ENDED = 2;

  private int state = RELIEVED;

  @Actor
  public void item() {
    state = ENDED;
  }

  @Actor
  public void caller(L_Result r) {
    r.r1 = state == RELIEVED;
  }
}
