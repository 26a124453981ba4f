package java.lang;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * Asks whether there is stack left, for the price of two calls. A switch of identity must be whole:
 * a StackOverflowError in the middle would leave a thread that is nobody.
 *
 * <p>It rests on what each method of HotSpot does when it is entered: it touches as much of the
 * stack as its interpreted frames would take, also if it is compiled, as it may be continued by the
 * interpreter ({@code Compilation::bang_size_in_bytes}, {@code PhaseOutput::bang_size_in_bytes}).
 * {@link #frame} is given 2,048 local variables when the library is built ({@code WidenFrame});
 * compilers remove them, but not their share of what is touched.
 */
final class MaybeForkStack {
  private MaybeForkStack() {}

  /**
   * Returns if there are 16 KiB of stack left below the caller's frame.
   *
   * @throws StackOverflowError if not
   */
  @DontInline // inlined, it would make its caller touch all that
  static void ensure() {
    frame();
  }

  /** Inlined: the locals of a compiled method itself are not counted, only those of its callees. */
  @ForceInline
  private static void frame() {
    callee();
  }

  /**
   * A call that stays: only where there is one may a compiled method be left for the interpreter.
   */
  @DontInline
  private static void callee() {}
}
