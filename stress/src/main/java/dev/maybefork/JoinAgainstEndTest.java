package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A body ends while somebody begins to wait for it: {@code null -> result} in the state table of
 * {@link ForkImpl}, against the making of its {@code termination}. The waiter is always released.
 *
 * @see JoinAgainstEndBrokenTest
 */
@JCStressTest
@Outcome(id = "42", expect = ACCEPTABLE, desc = "The waiter has the result.")
@Outcome(expect = FORBIDDEN, desc = "The waiter was not released, or has something else.")
@State
public class JoinAgainstEndTest {
  private final ForkImpl<Integer> fork = new ForkImpl<>(() -> 42);

  @Actor
  public void body() {
    fork.run();
  }

  @Actor
  public void waiter(L_Result r) {
    try {
      r.r1 = fork.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      r.r1 = e;
    }
  }
}
