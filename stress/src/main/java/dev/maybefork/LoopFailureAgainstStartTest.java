package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A loop fails while its next child begins: the child is in the set of threads before it looks for
 * a failure, who fails sets the failure before it interrupts the set. The child sees the failure or
 * is interrupted.
 *
 * @see LoopFailureAgainstStartBrokenTest
 */
@JCStressTest
@Outcome(id = "told", expect = ACCEPTABLE, desc = "The child stops.")
@Outcome(id = "not told", expect = FORBIDDEN, desc = "The child may block for ever.")
@State
public class LoopFailureAgainstStartTest {
  private final LoopRun<Integer, Integer> loop =
      new LoopRun<>(List.of(), item -> item, null, 10, Exhaustion.WAIT);
  private final Thread child = new Thread();
  private final Thread other = new Thread();
  private boolean seen;

  @Actor
  public void child() {
    loop.entered(child);
    seen = loop.failure() != null;
  }

  @Actor
  public void failure() {
    loop.fail(new Exception(), other);
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = seen || child.isInterrupted() ? "told" : "not told";
  }
}
