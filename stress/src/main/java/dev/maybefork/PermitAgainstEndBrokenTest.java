package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.concurrent.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A model of {@link PermitAgainstEndTest} in which a child that ends looks whether it has a permit,
 * and nothing keeps it from getting one later.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "The scope's permit is free again.")
@Outcome(id = "false", expect = ACCEPTABLE_INTERESTING, desc = "The permit is gone.")
@State
public class PermitAgainstEndBrokenTest {
  private final Semaphore permits = new Semaphore(1);
  private volatile boolean permitted;

  @Actor
  public void child() {
    if (permitted) {
      permits.release();
    }
  }

  @Actor
  public void caller() {
    permitted = permits.tryAcquire();
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = permits.tryAcquire();
  }
}
