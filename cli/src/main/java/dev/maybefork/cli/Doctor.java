package dev.maybefork.cli;

import dev.maybefork.HeldCaller;
import dev.maybefork.MaybeFork;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which engine serves and why, and tries on this machine what forks. */
@Command(
    name = "doctor",
    description = {
      "Says which engine serves here, why, and what is missing for the fast one; then blocks for"
          + " real in many ways and says which of them fork.",
      "It uses loopback sockets, temporary files and child processes, and leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the inline engine serves, and with --verify nothing that it rests on was found wrong",
      "1:another engine serves, which is slower, or something was found wrong"
    })
final class Doctor implements Callable<Integer> {
  /** Long enough to see that what is blocked stays blocked. */
  private static final Duration REST = Duration.ofMillis(10);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--verify",
      description =
          "First checks what the inline engine rests on, on this JVM: the members of the JDK that"
              + " it uses, and for ten seconds what callers and children must keep.")
  private boolean verify;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    printFacts(out);
    out.println();
    if (verify) {
      boolean right = new Verification(out).run();
      out.println();
      if (!right) {
        return ExitCode.SOFTWARE;
      }
    }
    printTrials(out);
    printHeldCallers(out);
    return EngineReport.isInline() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static void printFacts(PrintWriter out) {
    List<String> engine = EngineReport.lines();
    printFact(out, "engine", engine.getFirst());
    engine.stream().skip(1).forEach(line -> printFact(out, "", line));
    Machine.facts().forEach((name, value) -> printFact(out, name, value));
    out.flush();
  }

  private static void printFact(PrintWriter out, String name, String value) {
    out.printf("%-12s%s%n", name, value);
  }

  private static void printTrials(PrintWriter out) throws InterruptedException {
    Trial.tryOut(Kinds.COMMON.getFirst(), REST); // loads the classes that all of them share
    printTrial(out, "BLOCKED IN", "WHAT HAPPENS");
    List<Trial> trials = new ArrayList<>();
    for (Kind kind : Kinds.ALL) {
      Trial trial = Trial.tryOut(kind, REST);
      trials.add(trial);
      printTrial(out, kind.name(), trial.inWords());
    }
    Trial stdin = StdinTrial.tryOut(REST);
    trials.add(stdin);
    printTrial(out, StdinTrial.name(), stdin.inWords());
    long forking = trials.stream().filter(Trial.Forks.class::isInstance).count();
    printTrial(out, "", forking + " of " + trials.size() + " fork here");
  }

  /** What the library itself noticed of the trials, as it would in any program. */
  private static void printHeldCallers(PrintWriter out) {
    out.println();
    if (EngineReport.isWatch()) {
      out.println("Where bodies are watched, the calls that hold their callers are not noticed.");
      return;
    }
    List<HeldCaller> held = MaybeFork.heldCallers();
    if (held.isEmpty()) {
      out.println("No caller was seen to be held in native code.");
      return;
    }
    Table table = new Table("HELD ITS CALLER IN", "TIMES", "UP TO");
    for (HeldCaller each : held) {
      String call = each.call() + (each.site().equals(each.call()) ? "" : ", by " + each.site());
      table.row(call, String.valueOf(each.times()), Times.of(each.longest().toNanos()));
    }
    table.lines().forEach(out::println);
  }

  private static void printTrial(PrintWriter out, String name, String result) {
    out.printf("%-26s%s%n", name, result);
    out.flush();
  }
}
