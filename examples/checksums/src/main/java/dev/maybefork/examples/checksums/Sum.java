package dev.maybefork.examples.checksums;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the checksum of each file, as {@code sha256sum} does. */
@Command(
    name = "sum",
    description = "Prints the checksum of each file, as sha256sum does.",
    mixinStandardHelpOptions = true)
final class Sum implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private HowToSum how;

  @Option(
      names = "--way",
      defaultValue = "loop",
      description = "How: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Way way;

  @Option(
      names = "--progress",
      negatable = true,
      description = "Shows a progress bar on the standard error. Default: on a terminal.")
  private @Nullable Boolean progress;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, or folders of files.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<Path> paths;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean complete = true;
    for (FileSum sum : sums(FileTree.files(paths))) {
      if (sum.problem() == null) {
        out.println(sum.line());
      } else {
        err.println("checksums: " + sum.problem());
        complete = false;
      }
    }
    out.flush();
    err.flush();
    return complete ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private List<FileSum> sums(List<Path> files)
      throws IOException, InterruptedException, ExecutionException {
    if (!showsProgress()) {
      return way.run(files, how.hasher()::sum, how.limit());
    }
    try (Progress _ = Progress.show(way.title(), files.size(), how.hasher()::done)) {
      return way.run(files, how.hasher()::sum, how.limit());
    }
  }

  @SuppressWarnings("SystemConsoleNull") // it is, in JDK 25, where there is no terminal
  private boolean showsProgress() {
    @Nullable Console console = System.console();
    return progress == null ? console != null && console.isTerminal() : progress;
  }
}
