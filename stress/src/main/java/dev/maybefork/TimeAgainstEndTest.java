package dev.maybefork;

import static dev.maybefork.MaybeFork.endFork;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A child's time is over at any moment: while it runs, while it is held, while it is resumed, while
 * it ends its potential. Its caller, its host, who resumes it and the child itself then change the
 * phase of {@code ChildPhase} at once; all of them hold its lock. Either it has forked, and both
 * sides know it; or its caller is held until its end.
 *
 * @see TimeAgainstEndBrokenTest
 */
@JCStressTest
@Outcome(id = "forked", expect = ACCEPTABLE, desc = "The time was over first.")
@Outcome(id = "held", expect = ACCEPTABLE, desc = "The body's endFork was first.")
@Outcome(expect = FORBIDDEN, desc = "They differ, or the child is lost.")
@State
public class TimeAgainstEndTest {
  private static final int MAX_NANOS = 100_000;

  @SuppressWarnings("NullAway.Init") // the resumer waits for it
  private volatile Thread child;

  private volatile boolean allowed;
  private volatile boolean over;

  private boolean body() {
    child = Thread.currentThread();
    while (!allowed) {
      LockSupport.park(this);
    }
    Race.delay();
    return endFork();
  }

  @Actor
  public void caller(L_Result r) {
    int nanos = ThreadLocalRandom.current().nextInt(MAX_NANOS);
    Fork<Boolean> fork = maybeFork(ForkOn.after(Duration.ofNanos(nanos)), this::body);
    boolean forked = fork.forked();
    boolean done = fork.isDone();
    boolean told = Objects.requireNonNull(fork.join());
    over = true;
    if (forked != told) {
      r.r1 = forked ? "forked, and not told" : "told, and not forked";
    } else {
      r.r1 = forked ? "forked" : done ? "held" : "let go";
    }
  }

  @Actor
  public void resumer() {
    Race.mustSee(() -> child != null);
    Race.delay();
    allowed = true;
    LockSupport.unpark(child);
    if (!Race.await(() -> over)) {
      System.err.println("a child or its caller is stuck for ever: " + child);
      Runtime.getRuntime().halt(1); // jcstress can't end an actor, and would wait for it
    }
  }
}
