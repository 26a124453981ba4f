package dev.maybefork;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A model of {@link LoopFailureAgainstStartTest} in which the child looks for a failure first, and
 * is in the set of threads only then.
 */
@JCStressTest
@Outcome(id = "told", expect = ACCEPTABLE, desc = "The child stops.")
@Outcome(id = "not told", expect = ACCEPTABLE_INTERESTING, desc = "The child may block for ever.")
@State
public class LoopFailureAgainstStartBrokenTest {
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Thread child = new Thread();
  private volatile boolean failed;
  private boolean seen;

  @Actor
  public void child() {
    seen = failed;
    threads.add(child);
  }

  @Actor
  public void failure() {
    failed = true;
    threads.forEach(Thread::interrupt);
  }

  @Arbiter
  public void look(L_Result r) {
    r.r1 = seen || child.isInterrupted() ? "told" : "not told";
  }
}
