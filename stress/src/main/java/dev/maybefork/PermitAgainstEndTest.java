package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A watched child of a scope ends in the very moment in which its caller takes it for blocked, and
 * asks for a permit: see the state table of {@link ScopedFork}. No permit is lost.
 *
 * @see PermitAgainstEndBrokenTest
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "The scope's permit is free again.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "The permit is gone.")
@State
public class PermitAgainstEndTest {
  private final ForkScope scope = ForkScope.open(1);
  private final ScopeChildren children = new ScopeChildren(scope, Thread.currentThread(), 1);
  private final ScopedFork<Integer> fork = new ScopedFork<>(scope, children, () -> 42);

  @Actor
  public void child() {
    fork.run();
  }

  @Actor
  public void caller() {
    fork.mayFork();
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = children.takePermit();
  }
}
