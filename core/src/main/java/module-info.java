/**
 * Fork on blocking: ordinary blocking code runs on its caller's stack as a plain call, and becomes
 * a virtual thread only if it really blocks. Start at {@link dev.maybefork.MaybeFork}.
 */
@org.jspecify.annotations.NullMarked
module dev.maybefork {
  requires static java.instrument;
  requires static java.management;
  requires static jdk.jfr;
  requires static org.jspecify;

  uses dev.maybefork.ForkContext;

  exports dev.maybefork;
  // whose agent loader looks for premain there
  exports dev.maybefork.agent to
      java.instrument;
}
