package dev.maybefork.cli;

import dev.maybefork.internal.jdk.JdkMembers;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** Checks on this JVM what the inline engine rests on, and tells it in lines. */
final class Verification {
  private static final Duration EACH = Duration.ofSeconds(2);

  private final PrintWriter out;
  private boolean right = true;

  Verification(PrintWriter out) {
    this.out = out;
  }

  /** True if nothing was found wrong. */
  boolean run() throws IOException, InterruptedException {
    print("VERIFIED", "");
    JdkMembers members = JdkMembers.check();
    print("members of the JDK", members.needed() + " are needed");
    members.wrong().forEach(each -> wrong("", each));
    for (Guard guard : Guards.ALL) {
      verify(guard);
    }
    return right;
  }

  private void verify(Guard guard) throws InterruptedException {
    Guard.Result result = guard.tryFor(EACH.toNanos());
    Throwable failure = result.failure();
    if (failure == null) {
      print(guard.name(), result.rounds() + " rounds");
    } else {
      wrong(guard.name(), "after " + result.rounds() + " rounds: " + failure);
    }
  }

  private void wrong(String name, String what) {
    right = false;
    print(name, "WRONG: " + what);
  }

  private void print(String name, String what) {
    out.printf("%-26s%s%n", name, what);
    out.flush();
  }
}
