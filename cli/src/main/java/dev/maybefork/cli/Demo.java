package dev.maybefork.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what the library is for: who does what, in which order, when a call blocks or does not. */
@Command(
    name = "demo",
    description = {
      "Runs maybeFork{ read(); endFork(); bar(); } foo(); join(); qat(); on a socket, with the"
          + " bytes already there and with bytes that come late; then other kinds of blocking.",
      "Takes a few seconds."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:it forked exactly where it blocked, in the expected order",
      "1:something was not as expected, and is printed"
    })
final class Demo implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<String> engine = EngineReport.lines();
    out.println("engine " + engine.getFirst());
    engine.stream().skip(1).forEach(out::println);
    out.println();
    boolean seedIsRight = new SeedDemo(out).show();
    out.println();
    boolean kindsAreRight = new KindsDemo(out).show();
    return seedIsRight && kindsAreRight ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
