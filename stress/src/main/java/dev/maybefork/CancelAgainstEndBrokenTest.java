package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A model of {@link CancelAgainstEndTest} without the guard: look, then set, where ForkImpl
 * compares and sets.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The body won.")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The cancel won.")
@Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Both believe to have won.")
@State
public class CancelAgainstEndBrokenTest {
  private volatile @Nullable Object outcome;

  private boolean end(Object result) {
    if (outcome != null) {
      return false;
    }
    outcome = result;
    return true;
  }

  @Actor
  public void child(ZZ_Result r) {
    r.r1 = end(42);
  }

  @Actor
  public void canceller(ZZ_Result r) {
    r.r2 = end("cancelled");
  }
}
