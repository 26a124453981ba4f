package dev.maybefork.report.read;

/**
 * What to do about a hazard.
 *
 * @param topic what it is, in a word or two
 * @param text what to do
 */
record Advice(String topic, String text) {
  static Advice held(String kind) {
    if (kind.equals("NATIVE")) {
      return new Advice(
          "held caller",
          "A call in native code that no hook saw. Start the program with -javaagent:maybefork.jar:"
              + " files, FIFOs, streams of processes and name look-ups fork then. Put any other"
              + " call into MaybeFork.blocking(call).");
    }
    return new Advice(
        "held caller",
        "The body blocked and was not allowed to fork. Look for endFork() before the block, for a"
            + " condition that leaves out "
            + kind
            + " (ForkOn.kinds), or for a scope at its limit (ForkScope.open(limit)).");
  }

  static Advice handOff(String reason) {
    return new Advice(
        "hand-off",
        switch (reason) {
          case "ENGINE" ->
              "The handoff engine serves, so every body costs a change of threads. Remove"
                  + " -Dmaybefork.engine=handoff, or see what ./maybefork doctor says.";
          case "TIMED" ->
              "ForkOn.after(time) needs a second thread for each body. Name what it waits for"
                  + " instead, by ForkOn.kinds, or leave the condition out.";
          case "DEPTH" ->
              "More than 64 bodies lie in each other on one stack. Fork outside of the recursion.";
          case "MONITORS" ->
              "The caller held monitors, and there was no memory to take them out of the way. Call"
                  + " outside of synchronized, or give the program more memory.";
          default -> "./maybefork doctor says which engine serves, and why.";
        });
  }

  static Advice joinHazard(boolean deadlock) {
    return new Advice(
        deadlock ? "deadlock" : "join hazard",
        "Who waits for a body held the monitor or lock that the body waited for. "
            + (deadlock
                ? "Neither goes on, unless it is interrupted. "
                : "It went on only as one of them gave up. ")
            + "Wait for the body after the monitor or lock is let go, or don't take it in the"
            + " body.");
  }

  static Advice scopeAtLimit() {
    return new Advice(
        "scope at its limit",
        "These bodies held their caller, as the scope had no place left. Raise the limit of"
            + " ForkScope.open(limit), if what they call can take it.");
  }

  static Advice loopAtLimit() {
    return new Advice(
        "loop at its limit",
        "The loop waited for one of its children before it went on. Raise ForkLoop.limit(n), or let"
            + " the last child take the rest along: exhaustion(LAST_CHILD).");
  }

  static Advice pinned() {
    return new Advice(
        "pinned thread",
        "A virtual thread blocked and kept its carrier, so no other thread could use it. The stack"
            + " has a native or JDK frame that can't unmount: move the block out of it.");
  }

  static Advice carrierWait() {
    return new Advice(
        "wait for a carrier",
        "Forked bodies could have gone on and had no processor for it. Other threads compute: make"
            + " them fewer, or raise -Djdk.virtualThreadScheduler.parallelism.");
  }

  static Advice joinedAtOnce() {
    return new Advice(
        "joined at once",
        "The caller waited for the body as good as at once, so the fork won nothing. Do something"
            + " else between the fork and the join, or fork the next body first.");
  }
}
