package dev.maybefork;

import static dev.maybefork.MaybeFork.blocking;
import static dev.maybefork.MaybeFork.maybeFork;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A child hands in loans and unmounts, and is unparked at any moment, while helpers claim it: the
 * state table of {@code OffloadPool}. It makes each call, once, on a helper; and an unpark that
 * came meanwhile ends its next park.
 *
 * @see LoanAgainstUnparkBrokenTest
 */
@JCStressTest
@Outcome(id = "4 calls on helpers, in time", expect = ACCEPTABLE, desc = "All as it should be.")
@Outcome(expect = FORBIDDEN, desc = "The child, a loan, a call or an unpark was lost.")
@State
public class LoanAgainstUnparkTest {
  private static final int CALLS = 4;

  @SuppressWarnings("NullAway.Init") // the unparker waits for it
  private volatile Thread child;

  private volatile boolean over;
  private int calls;

  private String body() throws Exception {
    child = Thread.currentThread();
    String where = "on helpers";
    for (int i = 0; i < CALLS; i++) {
      if (!blocking(this::isOnHelper)) {
        where = "elsewhere";
      }
    }
    LockSupport.park(this); // for an unpark that may have come long before
    return calls + " calls " + where;
  }

  private boolean isOnHelper() {
    calls++;
    return Thread.currentThread().toString().contains("@maybefork-helper-");
  }

  @Actor
  public void caller(LL_Result r) {
    r.r1 = maybeFork(this::body).join();
    over = true;
  }

  @Actor
  public void unparker(LL_Result r) {
    Race.mustSee(() -> child != null);
    for (int i = 0; i < CALLS; i++) {
      Race.delay();
      LockSupport.unpark(child);
    }
    r.r2 = Race.await(() -> over) ? "in time" : rescue();
  }

  /** Unparks it again, so that a run in which that was lost shows it, and ends. */
  private String rescue() {
    LockSupport.unpark(child);
    if (!Race.await(() -> over)) {
      System.err.println("a child that was lent is stuck for ever: " + child);
      Runtime.getRuntime().halt(1); // jcstress can't end an actor, and would wait for it
    }
    return "lost";
  }
}
