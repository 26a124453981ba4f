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
 * A model of {@link PlaceAgainstEndTest} in which a child that ends looks whether it has a place,
 * and nothing keeps it from getting one later.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "The scope's place is free again.")
@Outcome(id = "false", expect = ACCEPTABLE_INTERESTING, desc = "The place is gone.")
@State
public class PlaceAgainstEndBrokenTest {
  private final Semaphore places = new Semaphore(1);
  private volatile boolean placed;

  @Actor
  public void child() {
    if (placed) {
      places.release();
    }
  }

  @Actor
  public void caller() {
    placed = places.tryAcquire();
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = places.tryAcquire();
  }
}
