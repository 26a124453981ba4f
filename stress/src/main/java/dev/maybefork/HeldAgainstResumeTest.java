package dev.maybefork;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.maybefork.internal.jdk.Internals;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A child that may not fork parks, and is unparked at any moment: {@code CLOSED -> HOLDING ->
 * RUNNABLE -> CLOSED} in the state table of {@code ChildPhase}, twice, through the engine itself.
 * Its caller always gets it back.
 *
 * @see HeldAgainstResumeBrokenTest
 */
@JCStressTest
@Outcome(
    id = "ended on its caller, in time",
    expect = ACCEPTABLE,
    desc = "The caller was held until the body had ended.")
@Outcome(expect = FORBIDDEN, desc = "A resume was lost, or the child was let go.")
@State
public class HeldAgainstResumeTest {
  private static final int ROUNDS = 2;

  @SuppressWarnings("NullAway.Init") // the resumer waits for a round
  private volatile Thread child;

  @SuppressWarnings("NullAway.Init") // set before the child
  private volatile Executor scheduler;

  private volatile int round;
  private volatile int allowed;
  private volatile boolean over;

  private String body() {
    scheduler = Objects.requireNonNull(Internals.scheduler(Thread.currentThread()));
    child = Thread.currentThread();
    endFork();
    for (int i = 1; i <= ROUNDS; i++) {
      round = i;
      while (allowed < i) {
        LockSupport.park(this);
      }
    }
    return "ended";
  }

  @Actor
  public void caller(LL_Result r) {
    Fork<String> fork = maybeFork(this::body);
    boolean done = fork.isDone();
    over = true;
    r.r1 = fork.join() + (done && !fork.forked() ? " on its caller" : " elsewhere");
  }

  @Actor
  public void resumer(LL_Result r) {
    for (int i = 1; i <= ROUNDS; i++) {
      int next = i;
      Race.mustSee(() -> round == next);
      Race.delay();
      allowed = i;
      LockSupport.unpark(child);
      if (i < ROUNDS && !Race.await(() -> round > next)) {
        r.r2 = rescue("lost in round " + i);
        allowed = ROUNDS;
        return;
      }
    }
    r.r2 = Race.await(() -> over) ? "in time" : rescue("lost in the last round");
  }

  /** Resumes the child again, so that a run in which a resume was lost shows that, and ends. */
  private String rescue(String how) {
    allowed = ROUNDS;
    scheduler.execute(Race.continuation(child));
    if (!Race.await(() -> over)) {
      System.err.println("a held caller is stuck for ever: " + how + ", child " + child);
      Runtime.getRuntime().halt(1); // jcstress can't end an actor, and would wait for it
    }
    return how;
  }
}
