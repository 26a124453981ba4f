package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.Future;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A body ends while the fork is cancelled: {@code null -> result} against {@code null -> CANCELLED}
 * in the state table of {@link ForkImpl}. One of them wins, both sides and all later ones see the
 * same winner, and who sees the result sees what the body wrote.
 *
 * @see CancelAgainstEndBrokenTest
 */
@JCStressTest
@Outcome(
    id = "SUCCESS, refused SUCCESS 42 written, SUCCESS",
    expect = ACCEPTABLE,
    desc = "The body won.")
@Outcome(
    id = "CANCELLED, cancelled CANCELLED, CANCELLED",
    expect = ACCEPTABLE,
    desc = "The cancel won.")
@Outcome(expect = FORBIDDEN, desc = "The two sides differ.")
@State
public class CancelAgainstEndTest {
  private final ForkImpl<Integer> fork = new ForkImpl<>(this::body);
  private String plain = "unwritten";

  private Integer body() {
    plain = "written";
    return 42;
  }

  @Actor
  public void child(LLL_Result r) {
    fork.run();
    r.r1 = fork.state();
  }

  @Actor
  public void canceller(LLL_Result r) {
    String answer = fork.cancel(false) ? "cancelled " : "refused ";
    Future.State state = fork.state();
    r.r2 = answer + state + (fork.isCancelled() ? "" : " " + fork.resultNow() + " " + plain);
  }

  @Arbiter
  public void later(LLL_Result r) {
    r.r3 = fork.state();
  }
}
