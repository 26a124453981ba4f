package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.maybefork.internal.engine.ForkGate;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The item of a relieved child ends while its caller looks whether it was relieved: {@code DRIVING
 * -> RELIEVED} in the state table of {@link LoopChild}. The caller must go on with the loop,
 * however early the child ends.
 *
 * @see ItemEndAgainstReturnBrokenTest
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "The caller goes on with the loop.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "Nobody goes on with the loop.")
@State
public class ItemEndAgainstReturnTest {
  private final LoopRun<Integer, Integer> loop =
      new LoopRun<>(List.of(1, 2), item -> item, null, 10, Exhaustion.WAIT);
  private final LoopChild<Integer, Integer> child = new LoopChild<>(loop);

  public ItemEndAgainstReturnTest() {
    Thread thread = new Thread();
    child.onStart(thread, new ForkedAlready());
    child.onFork(thread);
  }

  @Actor
  public void item() {
    child.run();
  }

  @Actor
  public void caller(L_Result r) {
    r.r1 = child.isRelieved();
  }

  private static final class ForkedAlready implements ForkGate {
    @Override
    public boolean close() {
      return true;
    }

    @Override
    public boolean open() {
      return true;
    }

    @Override
    public void forkNow() {}
  }
}
