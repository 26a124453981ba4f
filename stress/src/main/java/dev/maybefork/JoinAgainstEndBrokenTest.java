package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A model of {@link JoinAgainstEndTest} without the guard: who makes the termination doesn't look
 * at the outcome again. Who ends the fork may not see that somebody waits, and nobody else will.
 */
@JCStressTest
@Outcome(id = "released", expect = ACCEPTABLE, desc = "The waiter would go on.")
@Outcome(id = "lost", expect = ACCEPTABLE_INTERESTING, desc = "The waiter would wait for ever.")
@State
public class JoinAgainstEndBrokenTest {
  private volatile @Nullable Object outcome;
  private volatile @Nullable CountDownLatch termination;

  @Actor
  public void body() {
    outcome = 42;
    CountDownLatch waiters = termination;
    if (waiters != null) {
      waiters.countDown();
    }
  }

  @Actor
  public void waiter() {
    if (outcome == null) {
      termination = new CountDownLatch(1);
    }
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = termination == null || termination.getCount() == 0 ? "released" : "lost";
  }
}
