package dev.maybefork.internal.jdk;

/**
 * Makes a thread that is near the end of its stack fail before it touches what others share. A
 * StackOverflowError within a ForkJoinPool or a ThreadPoolExecutor can leave it with a queue that
 * is locked for ever, or a task that nobody runs: the JDK's default scheduler for virtual threads
 * is such a pool.
 */
public final class StackMargin {
  /** Some 80 bytes each when compiled, 150 when interpreted: several times what a submit takes. */
  private static final int FRAMES = 128;

  /** What the stack trace of another thread takes, with the VM's own frames, and classes loaded. */
  private static final int FRAMES_FOR_TRACE = 8 * FRAMES;

  private StackMargin() {}

  /**
   * Returns if there is some stack left.
   *
   * @throws StackOverflowError if not
   */
  public static void ensure() {
    ensure(FRAMES);
  }

  /**
   * Returns if there is enough stack left to take the stack trace of a virtual thread. The JDK
   * suspends that one meanwhile, and a StackOverflowError leaves it so for ever.
   *
   * @throws StackOverflowError if not
   */
  public static void ensureForTrace() {
    ensure(FRAMES_FOR_TRACE);
  }

  private static void ensure(int frames) {
    if (descend(frames, 1, 2, 3, 4, 5, 6) == 0) {
      throw new AssertionError("a sum of positive numbers is 0");
    }
  }

  /** What it adds up after the call must be kept in its frame during the call. */
  private static long descend(int frames, long a, long b, long c, long d, long e, long f) {
    if (frames == 0) {
      return a;
    }
    long below = descend(frames - 1, f, a, b, c, d, e);
    return (below & 0xFF) + a + b + c + d + e + f;
  }
}
