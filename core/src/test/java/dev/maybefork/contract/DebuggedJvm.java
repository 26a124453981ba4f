package dev.maybefork.contract;

import static dev.maybefork.MaybeFork.maybeFork;

/** The program in which {@link DebuggedBodyTest} stops. */
public final class DebuggedJvm {
  private DebuggedJvm() {}

  /** From a platform thread, then from a virtual one. */
  public static void main(String[] args) throws Exception {
    calls();
    Thread.startVirtualThread(DebuggedJvm::calls).join();
    System.out.println("works");
  }

  private static void calls() {
    int inline = maybeFork(() -> inlineBody(20)).join();
    int forked = maybeFork(() -> forkedBody(20)).join();
    if (inline + forked != 42) {
      throw new AssertionError(inline + " " + forked);
    }
  }

  private static int inlineBody(int half) {
    int sum = half / 2;
    sum += 11;
    return sum;
  }

  private static int forkedBody(int half) throws InterruptedException {
    Thread.sleep(1);
    int sum = half / 2;
    sum += 11;
    return sum;
  }
}
