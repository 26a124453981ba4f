package dev.maybefork;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A call that blocked in native code and held the caller of its body, as no hook saw it: a foreign
 * function, a native method of another library, a page of a mapped file, a directory on a slow file
 * system. {@link MaybeFork#blocking} in its place would let the caller go on.
 *
 * {@snippet :
 * for (HeldCaller held : MaybeFork.heldCallers())
 *     log.info(held.site() + " held its caller " + held.times() + " times, up to " + held.longest());
 * }
 *
 * @param call the method that blocked, native mostly; of a foreign function the method that called
 *     it
 * @param site what called it outside the JDK; the same as {@code call} if nothing is
 * @param times how many times it was seen to block from there
 * @param longest the longest of these times, to some ten milliseconds
 * @param stack the child's stack when it was first seen, innermost frame first
 */
public record HeldCaller(
    StackTraceElement call,
    StackTraceElement site,
    long times,
    Duration longest,
    List<StackTraceElement> stack) {

  /**
   * A held caller.
   *
   * @throws NullPointerException if an argument or a frame is null
   */
  public HeldCaller {
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(longest, "longest");
    stack = List.copyOf(stack);
  }
}
