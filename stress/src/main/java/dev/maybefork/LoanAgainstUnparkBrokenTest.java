package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A model of {@link LoanAgainstUnparkTest} in which the helper doesn't look again whether the loan
 * still stands when it has claimed the child. In between, another thread may have continued the
 * child, which then has cancelled the loan and has parked for something else: the helper takes it
 * for a child that wants to make the call.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The helper was first.")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The child was continued elsewhere.")
@Outcome(
    id = "true, true",
    expect = ACCEPTABLE_INTERESTING,
    desc = "The child has cancelled the loan, and is taken on it.")
@State
public class LoanAgainstUnparkBrokenTest {
  private final AtomicBoolean parked = new AtomicBoolean(true);
  private volatile boolean cancelled;

  @Actor
  public void helper(LL_Result r) {
    r.r1 = !cancelled && parked.compareAndSet(true, false);
  }

  @Actor
  public void unparkedChild(LL_Result r) {
    boolean continued = parked.compareAndSet(true, false);
    if (continued) {
      cancelled = true;
      parked.set(true);
    }
    r.r2 = continued;
  }
}
