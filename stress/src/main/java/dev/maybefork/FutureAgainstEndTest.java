package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A body ends while somebody asks for a future: {@code null -> result} in the state table of {@link
 * ForkImpl}, against the making of its {@code termination}. The future is always completed.
 *
 * @see FutureAgainstEndBrokenTest
 */
@JCStressTest
@Outcome(id = "42", expect = ACCEPTABLE, desc = "The future has the result.")
@Outcome(expect = FORBIDDEN, desc = "The future is not completed, or has something else.")
@State
public class FutureAgainstEndTest {
  private final ForkImpl<Integer> fork = new ForkImpl<>(() -> 42);

  @SuppressWarnings("NullAway.Init") // set by an actor
  private CompletableFuture<Integer> future;

  @Actor
  public void body() {
    fork.run();
  }

  @Actor
  public void asker() {
    future = fork.toCompletableFuture();
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = future.getNow(-1);
  }
}
