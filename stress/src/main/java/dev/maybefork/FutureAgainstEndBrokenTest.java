package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A model of {@link FutureAgainstEndTest} without the guard: who makes the termination doesn't look
 * at the outcome again.
 */
@JCStressTest
@Outcome(id = "42", expect = ACCEPTABLE, desc = "The future has the result.")
@Outcome(expect = ACCEPTABLE_INTERESTING, desc = "The future is never completed.")
@State
public class FutureAgainstEndBrokenTest {
  private volatile @Nullable Integer outcome;
  private volatile @Nullable CompletableFuture<Integer> termination;

  @SuppressWarnings("NullAway.Init") // set by an actor
  private CompletableFuture<Integer> future;

  @Actor
  public void body() {
    outcome = 42;
    if (termination != null) {
      termination.complete(42);
    }
  }

  @Actor
  public void asker() {
    if (outcome != null) {
      future = CompletableFuture.completedFuture(outcome);
    } else {
      future = new CompletableFuture<>();
      termination = future;
    }
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = future.getNow(-1);
  }
}
